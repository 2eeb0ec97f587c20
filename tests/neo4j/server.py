"""A real Neo4j 5.26 for tests: jars from Maven Central, one process on 127.0.0.1, data in a folder of its own.

    python tests/neo4j/server.py install          jars into .cache/neo4j/lib (130 MB, some seconds)
    python tests/neo4j/server.py run FOLDER       starts a server on free ports, prints its addresses, runs until ^C

Needs Java 17 and Maven. User neo4j; the password is PASSWORD below.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import neo4j
import yaml
from neo4j.exceptions import DriverError, Neo4jError

HERE = Path(__file__).resolve().parent
CACHE = HERE.parents[1] / ".cache" / "neo4j"
COMPOSE = HERE.parents[1] / "docker-compose.yml"
PASSWORD = "for-tests-only"
PATIENCE = 300  # seconds until a server that does not answer is given up

_OPENS = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
_LISTENING = """\
server.default_listen_address=127.0.0.1
server.bolt.listen_address=127.0.0.1:{bolt}
server.bolt.advertised_address=127.0.0.1:{bolt}
server.http.listen_address=127.0.0.1:{http}
"""


def settings() -> dict[str, str]:
    """The server's settings in docker-compose.yml, so that every test runs on the configuration that users get."""
    service = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))["services"]["neo4j"]
    return {
        name.removeprefix("NEO4J_").replace("__", "\0").replace("_", ".").replace("\0", "_"): str(value)
        for name, value in service["environment"].items()
        if name != "NEO4J_AUTH"
    }


def _java() -> list[str]:
    """Java as those settings have it: it is the script around it that reads them otherwise."""
    given = settings()
    heap = f"-Xms{given['server.memory.heap.initial_size']}", f"-Xmx{given['server.memory.heap.max_size']}"
    return ["java", *heap, *given["server.jvm.additional"].split()]


def missing() -> str:
    """Why no server can be had here, in one sentence; empty where one can."""
    absent = [name for name in ("java", "mvn") if shutil.which(name) is None]
    return f"Neo4j tests need Java 17 and Maven ({' and '.join(absent)} not found)." if absent else ""


def install(folder: Path = CACHE) -> Path:
    """The folder of jars, fetched where they are not there yet; whole or not at all, and by one process of several."""
    jars = folder / "lib"
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        _fetch(folder, jars)
    return jars


def _fetch(folder: Path, jars: Path) -> None:
    if not jars.is_dir():
        part = folder / f"lib.{os.getpid()}"
        pom, goal = str(HERE / "pom.xml"), "dependency:copy-dependencies"
        subprocess.run(["mvn", "-q", "-B", "-f", pom, goal, f"-DoutputDirectory={part}"], check=True)
        part.rename(jars)


class Server:
    """One server on one folder. It may be stopped, killed and started again: data and ports stay."""

    def __init__(self, home: Path) -> None:
        self._java = [*_java(), "-cp", f"{install()}/*"]
        self.home = home
        self._bolt, self._http = _free_ports()
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("conf", "data", "plugins", "logs", "import"):
            (home / name).mkdir(parents=True, exist_ok=True)
        lines = [f"{name}={value}\n" for name, value in settings().items()]
        listening = _LISTENING.format(bolt=self._bolt, http=self._http)
        (home / "conf" / "neo4j.conf").write_text(listening + "".join(lines), encoding="utf-8")

    @property
    def uri(self) -> str:
        return f"bolt://127.0.0.1:{self._bolt}"

    @property
    def browser(self) -> str:
        return f"http://127.0.0.1:{self._http}/browser/"

    def start(self) -> None:
        if not (self.home / "data" / "databases" / "system").is_dir():
            self.admin("dbms", "set-initial-password", PASSWORD)
        opens = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENS]
        entry = ["org.neo4j.server.CommunityEntryPoint", f"--home-dir={self.home}", f"--config-dir={self.home}/conf"]
        with (self.home / "logs" / "console.log").open("ab") as log:
            command = [*self._java, *opens, *entry]
            self._process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
        self._wait()

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def kill(self) -> None:
        """As a power cut would."""
        if self._process:
            self._process.kill()
            self._process.wait(60)
            self._process = None

    def cpu_seconds(self) -> float:
        """Seconds of a core used since the start, as Linux counts them."""
        assert self._process is not None
        used = Path(f"/proc/{self._process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, used)) / os.sysconf("SC_CLK_TCK")

    def admin(self, *arguments: str) -> str:
        """neo4j-admin on this server's folder; what it printed."""
        environment = {**os.environ, "NEO4J_HOME": str(self.home), "NEO4J_CONF": str(self.home / "conf")}
        command = [*self._java, "org.neo4j.cli.AdminTool", *arguments]
        done = subprocess.run(command, env=environment, capture_output=True, text=True)
        if done.returncode:
            raise RuntimeError(f"neo4j-admin {' '.join(arguments)}: {done.stdout}{done.stderr}")
        return done.stdout

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            if self._process.poll() is not None:
                break
            if _listens(self._bolt) and _listens(self._http) and self._answers():
                return
            time.sleep(0.2)
        self.kill()
        log = (self.home / "logs" / "console.log").read_text(encoding="utf-8", errors="replace")
        raise RuntimeError(f"Neo4j did not start:\n{log[-2000:]}")

    def _answers(self) -> bool:
        """As the health check of docker-compose.yml asks it."""
        asking = neo4j.GraphDatabase.driver(self.uri, auth=("neo4j", PASSWORD))
        with asking as driver, suppress(DriverError, Neo4jError):
            driver.execute_query("RETURN 1")
            return True
        return False


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _free_ports() -> tuple[int, int]:
    with socket.socket() as one, socket.socket() as other:
        one.bind(("127.0.0.1", 0))
        other.bind(("127.0.0.1", 0))
        return one.getsockname()[1], other.getsockname()[1]


def main(arguments: Sequence[str]) -> None:
    if arguments[:1] == ["install"]:
        print(install())
    elif len(arguments) == 2 and arguments[0] == "run":
        server = Server(Path(arguments[1]).resolve())
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        try:
            server.start()
            print(f"{server.uri}\n{server.browser}\nuser neo4j, password {PASSWORD}", flush=True)
            while True:
                time.sleep(3600)
        except KeyboardInterrupt:
            server.stop()
    else:
        print(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
