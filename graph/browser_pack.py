"""What makes Neo4j Browser pleasant: a style, saved queries, a guide, and a plain page of the same queries.

All of it is made from graph/queries and graph/browser; nothing is asked of a database.

    python -m graph.browser_pack docs/neo4j          write the four files
    python -m graph.browser_pack --serve 8001        and hand the guide to Neo4j Browser: :guide http://localhost:8001/guide.html
"""

from __future__ import annotations

import argparse
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache, partial
from html import escape
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from graph.questions import Parameter, Question, load_questions, parse_question

STYLE = "zhengmai.grass"
SAVED_QUERIES = "zhengmai-queries.zip"
GUIDE = "guide.html"
PLAIN_PAGE = "queries.md"

_FOLDER = "政脉 Zhengmai"
# Names of the seeds, to be replaced by those that matter to the reader: label, or picture and parameter -> name
_EXAMPLES = {
    "Person": "高发巧",
    "Institution": "句容市委统战部",
    "Place": "句容市",
    "Event": "第二季度全市统战工作专题协商会议",
    "Initiative": "红色根脉强基工程",
    "Role": "句容市委统战部部长",
    "between.other": "周强",
    "initiative.name": "红色根脉",
    "institution.name": "句容市委统战部",
    "attended.meeting": "统战",
    "meeting.name": "统战",
}


def write_pack(folder: Path) -> list[Path]:
    """The style, the saved queries, the guide and the plain page, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / STYLE).write_text(style(), encoding="utf-8")
    with zipfile.ZipFile(folder / SAVED_QUERIES, "w", zipfile.ZIP_DEFLATED) as packed:
        for path, text in saved_queries().items():
            # A fixed time, so that the same queries make the same file.
            packed.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text)
    (folder / GUIDE).write_text(guide(), encoding="utf-8")
    (folder / PLAIN_PAGE).write_text(plain_page(), encoding="utf-8")
    return [folder / name for name in (STYLE, SAVED_QUERIES, GUIDE, PLAIN_PAGE)]


def style() -> str:
    """The GraSS file: colours as in `zhengmai viz`, names as captions."""
    return files("graph").joinpath("browser", STYLE).read_text(encoding="utf-8")


@cache
def pictures() -> Mapping[str, Question]:
    """name -> query whose answer Neo4j Browser draws; all of them take a name as text."""
    folder = files("graph").joinpath("browser", "pictures")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cypher"))
    parsed = (parse_question(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)
    return {question.name: question for question in parsed}


# ---- parameters


def clear_parameters() -> str:
    """The command that sets every parameter of every query, so that none is missing."""
    known = {p.name: "false" if p.type == "flag" else "null" for q in _all() for p in q.parameters}
    return ":param {" + ", ".join(f"{name}: {value}" for name, value in sorted(known.items())) + "}"


def choose(parameter: Parameter, question: str = "") -> str:
    """The command that sets one parameter to an example; an id is looked up by name, several by a word."""
    if not parameter.labels:
        name = _EXAMPLES.get(f"{question}.{parameter.name}", _EXAMPLES["Person"])
        plain = {"date": "'2023-01-31'", "number": "10", "flag": "true"}
        value = plain.get(parameter.type, f"'{name}'")
        return f":param {parameter.name} => {value}"
    label = parameter.labels[0]
    if parameter.many:
        found = f"MATCH (n:{label}) WHERE n.name CONTAINS '{_EXAMPLES[f'{question}.{parameter.name}']}'"
        return f":param [{parameter.name}] => {{ {found} RETURN collect(n.id) AS {parameter.name} }}"
    found = f"MATCH (n:{label}) WHERE n.name = '{_EXAMPLES[label]}' OR '{_EXAMPLES[label]}' IN n.aliases"
    return f":param [{parameter.name}] => {{ {found} RETURN n.id AS {parameter.name} LIMIT 1 }}"


def _all() -> Iterator[Question]:
    yield from pictures().values()
    yield from load_questions().values()


# ---- saved queries


def saved_queries() -> dict[str, str]:
    """File in the archive -> text. The first line names the favourite, folders become folders."""
    title = "0 Run this first: clear all parameters · 先运行此条：清空全部参数"
    saved = {f"{_FOLDER}/0 start.cypher": f"// {title}\n{clear_parameters()}\n"}
    chosen: dict[str, tuple[Parameter, str]] = {}
    for question in load_questions().values():
        for parameter in question.parameters:
            if parameter.labels:
                chosen.setdefault(parameter.name, (parameter, question.name))
    for name, (parameter, asked) in sorted(chosen.items()):
        title = f"0 Choose: {parameter.help} · 选择：{parameter.help_zh}"
        saved[f"{_FOLDER}/0 {name}.cypher"] = f"// {title}\n{choose(parameter, asked)}\n"
    for kind, questions in (("Pictures 图", pictures()), ("Questions 问", load_questions())):
        for name, question in questions.items():
            saved[f"{_FOLDER} {kind}/{name}.cypher"] = saved_query(question)
    return saved


def saved_query(question: Question) -> str:
    """A favourite: its name, what to set, then the query as it stands in the pack."""
    lines = [f"// {question.title} · {question.title_zh}"]
    lines += [
        f"// {parameter.help} · {parameter.help_zh}:  {choose(parameter, question.name)}"
        for parameter in question.parameters
    ]
    return "\n".join([*lines, question.cypher, ""])


# ---- pages


def plain_page() -> str:
    """All queries as Markdown, for a Browser without guides and for reading."""
    parts = [
        "# Queries for Neo4j Browser\n",
        "Made by `python -m graph.browser_pack docs/neo4j` from `graph/queries` and `graph/browser`; do not edit.\n",
        "Set all parameters first, then the ones you want; they stay set until the page is reloaded.\n",
        f"```\n{clear_parameters()}\n```\n",
    ]
    for heading, questions in (("Pictures", pictures()), ("Questions", load_questions())):
        parts.append(f"## {heading}\n")
        for question in questions.values():
            parts.append(f"### {question.title} · {question.title_zh}\n")
            if question.note:
                parts.append(f"{question.note}\n")
            parts += [f"- {p.help} · {p.help_zh}: `{choose(p, question.name)}`" for p in question.parameters]
            parts.append(f"\n```cypher\n{question.cypher}\n```\n")
    return "\n".join(parts)


def guide() -> str:
    """The same as slides that Neo4j Browser shows beside the graph; a click puts a query into its editor."""
    slides = [_slide("政脉 Zhengmai", _start())]
    for questions in (pictures(), load_questions()):
        for question in questions.values():
            settings = "".join(
                f"<p>{escape(p.help)} · {escape(p.help_zh)}</p>{_code(choose(p, question.name))}"
                for p in question.parameters
            )
            slides.append(_slide(f"{question.title} · {question.title_zh}", settings + _code(question.cypher)))
    return (
        '<article class="guide">\n<carousel class="deck container-fluid">\n'
        + "\n".join(slides)
        + "\n</carousel>\n</article>\n"
    )


def _start() -> str:
    return (
        "<p>Every relationship carries the sentences that say so: click one and read <em>quotes</em>."
        " 每条关系都附有原文句子：点击关系，查看 <em>quotes</em>。</p>"
        "<p>Run this first; it clears all parameters. 请先运行此条，清空全部参数。</p>" + _code(clear_parameters())
    )


def _slide(title: str, body: str) -> str:
    return f'<slide class="row-fluid">\n<div class="col-sm-12">\n<h3>{escape(title)}</h3>\n{body}\n</div>\n</slide>'


def _code(text: str) -> str:
    return f'<pre class="pre-scrollable code runnable standalone-example">{escape(text)}</pre>\n'


# ---- handing the guide to a Browser


class _Handler(SimpleHTTPRequestHandler):
    """Neo4j Browser reads a guide from its own page, which another site's permission allows."""

    def do_OPTIONS(self) -> None:
        self.send_response(204)
        self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Access-Control-Allow-Origin", "*")
        self.send_header("Access-Control-Allow-Headers", "*")
        super().end_headers()

    def log_message(self, *_: object) -> None:
        return


def server(folder: Path, port: int) -> ThreadingHTTPServer:
    """A server of the pack on this machine only; `serve_forever` runs it."""
    return ThreadingHTTPServer(("127.0.0.1", port), partial(_Handler, directory=str(folder)))


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m graph.browser_pack", description="Files for Neo4j Browser.")
    parser.add_argument("folder", nargs="?", type=Path, help="where to write them")
    parser.add_argument("--serve", type=int, metavar="PORT", help="serve the guide to a Browser on this machine")
    options = parser.parse_args()
    with TemporaryDirectory() as temporary:
        folder = options.folder or Path(temporary)
        for path in write_pack(folder):
            print(path)
        if options.serve:
            print(f":guide http://localhost:{options.serve}/{GUIDE}", flush=True)
            server(folder, options.serve).serve_forever()


if __name__ == "__main__":
    main()
