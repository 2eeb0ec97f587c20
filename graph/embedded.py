"""The graph database that needs no server: ArcadeDB on `<workspace>/graph`, inside this process, spoken to over Bolt.

A folder comes in, two official neo4j drivers come out: one that writes, one whose user can only read. All of it
listens on 127.0.0.1 with passwords made for this one run. The folder is a projection: it can always be made again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shlex
import shutil
import socket
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any
from zlib import crc32

import neo4j

from extract.model import InputError

FOLDER = "graph"
DATABASES = "databases"
DATABASE = "zhengmai"
STAMP = "engine.json"  # beside the databases: which engine wrote them, and what it left

_BOLT_PLUGIN = "Bolt:com.arcadedb.bolt.BoltProtocolPlugin"
# Passwords are random and live as long as the process, so there is nothing to gain from a slow hash.
_HASH_ROUNDS = 1000
_USERS = {"root": "admin", "reader": "reader"}
_RECORDS = ["createRecord", "readRecord", "updateRecord", "deleteRecord"]
_SCHEMA = ["updateSecurity", "updateSchema", "updateDatabaseSettings"]


class Unusable(Exception):
    """The folder holds a graph that this engine cannot open: damaged, or written by another version."""


@dataclass(frozen=True, slots=True)
class Embedded:
    """A running engine: `driver` may do everything, `reader` may only read. `recovered`: the process that had it open
    last did not close it, so its content is to be checked."""

    driver: neo4j.Driver
    reader: neo4j.Driver
    recovered: bool


@contextmanager
def open_embedded(workspace: Path) -> Iterator[Embedded]:
    """Start the engine on a workspace's graph folder, creating an empty graph where there is none.

    Raises Unusable where the folder must be made again (see `discard`), InputError where another process has it open or
    no engine is installed.
    """
    folder = workspace / FOLDER
    stamp = Stamp.read(folder)
    with TemporaryDirectory(prefix="zhengmai-", ignore_cleanup_errors=True) as own:
        passwords = {user: token_urlsafe(24) for user in _USERS}
        _write_users(Path(own), passwords)
        stamp.check(folder)
        engine, port = _start(folder, Path(own), passwords["root"])
        uri = f"bolt://127.0.0.1:{port}"
        Stamp(clean=False).write(folder)
        try:
            with (
                neo4j.GraphDatabase.driver(uri, auth=("root", passwords["root"]), **_DRIVER) as driver,
                neo4j.GraphDatabase.driver(uri, auth=("reader", passwords["reader"]), **_DRIVER) as reader,
            ):
                yield Embedded(driver, reader, not stamp.clean)
        finally:
            engine.stop()
            stamp.renewed(folder).write(folder)


def discard(workspace: Path) -> None:
    """Remove the graph folder; the record can make it again."""
    shutil.rmtree(workspace / FOLDER, ignore_errors=True)


# ---- the engine

_DRIVER: dict[str, Any] = {"telemetry_disabled": True, "notifications_min_severity": "OFF"}


def _start(folder: Path, own: Path, password: str) -> tuple[Any, int]:
    """The engine and its Bolt port. `own` is a folder of this process for users, configuration and logs."""
    package = _package(own)
    databases = (folder / DATABASES).resolve()
    databases.mkdir(parents=True, exist_ok=True)
    port, http_port = _free_ports(2)
    engine = package.create_server(
        root_path=str(own),
        root_password=password,
        config={
            "host": "127.0.0.1",
            "mode": "development",  # in production the engine answers every bad query with "see the server log"
            "http_port": http_port,
            "server_databaseDirectory": str(databases),
            "server_plugins": _BOLT_PLUGIN,
            "bolt_port": port,
            "bolt_host": "127.0.0.1",
        },
    )
    try:
        engine.start()
        engine.create_database(DATABASE)
    except Exception as error:
        with suppress(Exception):
            engine.stop()
        if "locked by another process" in str(error):
            raise InputError(
                "The graph in {folder} is in use by another Zhengmai process; wait for it to end, or use another"
                " --workspace.",
                folder=folder,
            ) from None
        raise Unusable(str(error)) from error
    return engine, port


def _package(own: Path) -> ModuleType:
    """The engine's package; where it logs is settled before it loads, since it looks only once. The build with a Java
    of its own takes that as options of Java."""
    os.environ.setdefault("ARCADEDB_LOG_DIR", str(own))
    os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
    silence = own / "logging.properties"
    silence.write_text(".level=OFF\n", encoding="utf-8")
    os.environ.setdefault("ARCADEDB_JVM_ARGS", f"-Djava.util.logging.config.file={shlex.quote(str(silence))}")
    os.environ.setdefault("ARCADEDB_JVM_ERROR_FILE", str(own / "java-crash.log"))
    for name in ("arcadedb", "arcadedb_embedded"):  # native, or with a Java of its own
        try:
            return import_module(name)
        except ImportError:
            continue
    raise InputError(
        "No embedded graph engine is installed for this platform; install one with:"
        " pip install 'zhengmai[jvm]', or use a Neo4j server with --neo4j."
    )


def _engine_version() -> str:
    for package in ("arcadedb", "arcadedb-embedded"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    return ""


def _free_ports(count: int) -> list[int]:
    """Ports that nobody listens on now, all different."""
    sockets = [socket.socket() for _ in range(count)]
    try:
        for probe in sockets:
            probe.bind(("127.0.0.1", 0))
        return [probe.getsockname()[1] for probe in sockets]
    finally:
        for probe in sockets:
            probe.close()


# ---- its users


def _write_users(folder: Path, passwords: dict[str, str]) -> None:
    """One user who may do everything and one who may only read: the engine itself then refuses to write."""
    config = folder / "config"
    config.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"name": user, "databases": {"*": [group]}, "password": _hashed(passwords[user])})
        for user, group in _USERS.items()
    ]
    users = config / "server-users.jsonl"
    users.touch(mode=0o600)
    users.write_text("\n".join(lines) + "\n", encoding="utf-8")
    groups = {"admin": _group(_SCHEMA, _RECORDS), "reader": _group([], ["readRecord"])}
    rules = {"databases": {"*": {"groups": groups}}, "version": 2}
    (config / "server-groups.json").write_text(json.dumps(rules), encoding="utf-8")


def _group(access: list[str], records: list[str]) -> dict[str, Any]:
    return {"resultSetLimit": -1, "readTimeout": -1, "access": access, "types": {"*": {"access": records}}}


def _hashed(password: str) -> str:
    """A password as the engine stores it."""
    salt = base64.b64encode(token_bytes(32)).decode()
    digest = hashlib.pbkdf2_hmac("sha256", password.encode(), salt.encode(), _HASH_ROUNDS, 32)
    return f"PBKDF2WithHmacSHA256${_HASH_ROUNDS}${salt}${base64.b64encode(digest).decode()}"


# ---- what was left behind


@dataclass(frozen=True, slots=True)
class Stamp:
    """What the engine left when it was closed: its version, and each file's size, time and checksum.

    The engine opens a folder that lacks a file, or holds a damaged one, as if nothing had been in it; so this is
    checked before. Files are read only where their time changed: opening and closing an untouched graph reads none.
    """

    clean: bool  # closed, not killed
    files: Mapping[str, tuple[int, int, int]] = field(default_factory=dict)  # name -> size, time in ns, CRC-32
    engine: str = ""

    @classmethod
    def read(cls, folder: Path) -> Stamp:
        """The stamp of a folder; that of an empty graph where there is none yet."""
        if not (folder / DATABASES).exists():
            return cls(True, {}, _engine_version())
        try:
            found = json.loads((folder / STAMP).read_text(encoding="utf-8"))
            files = {name: (int(size), int(time), int(crc)) for name, (size, time, crc) in found["files"].items()}
            return cls(bool(found["clean"]), files, str(found["engine"]))
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            return cls(False, {}, "an unknown engine")

    def check(self, folder: Path) -> None:
        """Raises Unusable where another engine wrote the folder, or its files are not those that were left."""
        if self.engine != _engine_version():
            raise Unusable(f"it was written by {self.engine}, this is {_engine_version()}")
        if self.clean:
            for name, known in self.files.items():
                if (found := _facts(folder / DATABASES / name, known)) is None or found[::2] != known[::2]:
                    raise Unusable(f"the file {name} is damaged")

    def renewed(self, folder: Path) -> Stamp:
        """The stamp of the folder as it is now."""
        root = folder / DATABASES
        found = {
            path.relative_to(root).as_posix(): _facts(path, self.files.get(path.relative_to(root).as_posix()))
            for path in sorted(root.rglob("*"))
            if path.is_file() and path.suffix != ".lck"
        }
        return Stamp(True, {name: facts for name, facts in found.items() if facts}, _engine_version())

    def write(self, folder: Path) -> None:
        content = {"engine": _engine_version(), "clean": self.clean, "files": self.files}
        part = folder / f"{STAMP}.part"
        part.write_text(json.dumps(content), encoding="utf-8")
        part.replace(folder / STAMP)


def _facts(path: Path, known: tuple[int, int, int] | None) -> tuple[int, int, int] | None:
    """Size, time and checksum of a file, the checksum as known where size and time are; None where it is gone."""
    try:
        now = path.stat()
        if known and known[:2] == (now.st_size, now.st_mtime_ns):
            return known
        checksum = 0
        with path.open("rb") as stream:
            while block := stream.read(1 << 20):
                checksum = crc32(block, checksum)
        return now.st_size, now.st_mtime_ns, checksum
    except OSError:
        return None
