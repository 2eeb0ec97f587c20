"""The graph database that needs no server: ArcadeDB on `<workspace>/graph`, inside this process, spoken to over Bolt.

A folder comes in, two official neo4j drivers come out: one that writes, one whose user can only read. All of it
listens on 127.0.0.1 with passwords made for this one run. The folder is a projection: it can always be made again.
"""

from __future__ import annotations

import base64
import hashlib
import json
import os
import shutil
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from secrets import token_bytes, token_urlsafe
from types import ModuleType
from typing import Any

import neo4j

from extract.model import InputError

FOLDER = "graph"
DATABASE = "zhengmai"
STAMP = "engine.json"  # beside the databases: which engine wrote them

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
    """A running engine: `driver` may do everything, `reader` may only read."""

    driver: neo4j.Driver
    reader: neo4j.Driver


@contextmanager
def open_embedded(workspace: Path) -> Iterator[Embedded]:
    """Start the engine on a workspace's graph folder, creating an empty graph where there is none.

    Raises Unusable where the folder must be made again (see `discard`), InputError where another process has it open or
    no engine is installed.
    """
    folder = workspace / FOLDER
    _check_stamp(folder)
    passwords = {user: token_urlsafe(24) for user in _USERS}
    _write_users(folder, passwords)
    server = _start(folder, passwords["root"])
    uri = f"bolt://127.0.0.1:{server.port}"
    try:
        with (
            neo4j.GraphDatabase.driver(uri, auth=("root", passwords["root"]), **_DRIVER) as driver,
            neo4j.GraphDatabase.driver(uri, auth=("reader", passwords["reader"]), **_DRIVER) as reader,
        ):
            yield Embedded(driver, reader)
    finally:
        server.stop()


def discard(workspace: Path) -> None:
    """Remove the graph folder; the record can make it again."""
    shutil.rmtree(workspace / FOLDER, ignore_errors=True)


# ---- the engine

_DRIVER: dict[str, Any] = {"telemetry_disabled": True, "notifications_min_severity": "OFF"}


@dataclass(frozen=True, slots=True)
class _Server:
    engine: Any
    port: int

    def stop(self) -> None:
        self.engine.stop()


def _start(folder: Path, password: str) -> _Server:
    engine = _engine(folder)
    port, http_port = _free_ports(2)
    server = engine.create_server(
        root_path=str(folder.resolve()),
        root_password=password,
        config={
            "host": "127.0.0.1",
            "mode": "development",  # in production the engine answers every bad query with "see the server log"
            "http_port": http_port,
            "server_plugins": _BOLT_PLUGIN,
            "bolt_port": port,
            "bolt_host": "127.0.0.1",
        },
    )
    try:
        server.start()
        server.create_database(DATABASE)
    except Exception as error:
        _stop_quietly(server)
        if "LockException" in str(error) or "locked by another process" in str(error):
            raise InputError(
                "The graph in {folder} is in use by another Zhengmai process; wait for it to end, or use another"
                " --workspace.",
                folder=folder,
            ) from None
        raise Unusable(str(error)) from error
    return _Server(server, port)


def _stop_quietly(server: Any) -> None:
    try:
        server.stop()
    except Exception:
        return


def _engine(folder: Path) -> ModuleType:
    """The engine's package; where it logs is settled before it loads, since it looks only once."""
    log = folder / "log"
    shutil.rmtree(log, ignore_errors=True)
    log.mkdir(parents=True, exist_ok=True)
    os.environ.setdefault("ARCADEDB_LOG_DIR", str(log.resolve()))
    os.environ.setdefault("ARCADEDB_LOG_CONSOLE", "0")
    try:
        return import_module("arcadedb")
    except ImportError:
        raise InputError(
            "No embedded graph engine is installed for this platform; install one with:"
            " pip install 'zhengmai[jvm]', or use a Neo4j server with --neo4j."
        ) from None


def _engine_version() -> str:
    for package in ("arcadedb", "arcadedb-embedded"):
        try:
            return f"{package} {version(package)}"
        except PackageNotFoundError:
            continue
    return ""


def _check_stamp(folder: Path) -> None:
    """Databases are opened only by the very engine that wrote them: others may read them wrongly without saying so."""
    stamp, engine = folder / STAMP, _engine_version()
    if (folder / "databases").exists():
        try:
            written_by = json.loads(stamp.read_text(encoding="utf-8"))["engine"]
        except (OSError, ValueError, KeyError, TypeError):
            written_by = "an unknown engine"
        if written_by != engine:
            raise Unusable(f"it was written by {written_by}, this is {engine}")
    else:
        folder.mkdir(parents=True, exist_ok=True)
        stamp.write_text(json.dumps({"engine": engine}), encoding="utf-8")


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
