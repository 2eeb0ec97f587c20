"""The one place that opens a graph: embedded by default, a Neo4j server on request.

A workspace or an address comes in, a Store comes out. Whatever stands in the way becomes one plain sentence within
seconds. The password is taken from the environment or the caller, never stored, never printed.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import neo4j
from neo4j.exceptions import AuthError, ClientError, ConfigurationError, DriverError, Neo4jError

from extract.model import InputError
from graph.embedded import DATABASE, Unusable, discard, open_embedded
from graph.record import Record
from graph.store import Store
from graph.sync import Progress, is_loaded, sync

DEFAULT_URI = "bolt://127.0.0.1:7687"
PATIENCE = 3.0  # seconds until an unreachable server is called unreachable
RETRY_TIME = 120.0  # seconds for which a batch is tried again while a server restarts
OLDEST = (5, 26)  # labels and types may be values from here on; it is the release with long support

_ADDRESS = re.compile(r"(neo4j|bolt)(\+s|\+ssc)?://[^/\s]+/?$")
# The driver logs what it raises; one sentence is enough.
logging.getLogger("neo4j").addHandler(logging.NullHandler())

Say = Callable[[InputError], None]  # a remark has the form of an error, so that it can be said in either language


@contextmanager
def open_store(
    workspace: Path,
    neo4j_uri: str | None = None,
    *,
    say: Say | None = None,
    fresh: bool = True,
    progress: Progress | None = None,
) -> Iterator[Store]:
    """The graph of a workspace: the embedded one, or the Neo4j server at `neo4j_uri` ("" for NEO4J_URI, else the
    default address). The embedded graph follows its record: with `fresh` it is brought up to date first, and one that
    is damaged or was written by another engine is made again, with one sentence to `say`."""
    if neo4j_uri is not None:
        with open_neo4j(neo4j_uri) as store:
            yield store
        return
    if fresh:
        with Record.open(workspace, create=False):
            pass  # a workspace without a record is a slip of the user's, not an empty graph
    with ExitStack() as stack:
        yield _embedded_store(stack, workspace, say or _silent, fresh, progress)


@contextmanager
def open_neo4j(
    uri: str = "", username: str | None = None, password: str | None = None, database: str | None = None
) -> Iterator[Store]:
    """A Neo4j server. What is not given comes from NEO4J_URI, NEO4J_USERNAME, NEO4J_PASSWORD, NEO4J_DATABASE in the
    environment or, as for docker compose, in the file .env of the current folder."""
    settings = {**_dotenv(Path(".env")), **os.environ}
    address = uri or settings.get("NEO4J_URI") or DEFAULT_URI
    user = username or settings.get("NEO4J_USERNAME") or "neo4j"
    secret = password if password is not None else settings.get("NEO4J_PASSWORD", "")
    if not secret:
        raise InputError(
            "No password for Neo4j at {uri}: set NEO4J_PASSWORD, in the environment or in .env"
            " (user {user}, change it with NEO4J_USERNAME).",
            uri=address,
            user=user,
        )
    if not _ADDRESS.match(address):
        raise _no_address(address)
    try:
        driver = neo4j.GraphDatabase.driver(
            address,
            auth=(user, secret),
            connection_timeout=PATIENCE,
            connection_acquisition_timeout=PATIENCE,
            max_transaction_retry_time=RETRY_TIME,
            notifications_min_severity="OFF",
            telemetry_disabled=True,
        )
    except (ConfigurationError, ValueError):
        raise _no_address(address) from None
    with driver:
        name = database or settings.get("NEO4J_DATABASE") or None
        _verify(driver, address, user, name)
        yield Store(driver, "neo4j", name)


def _dotenv(path: Path) -> dict[str, str]:
    """NAME=value lines about Neo4j; a value may stand in quotes."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    pairs = (line.strip().removeprefix("export ").partition("=") for line in lines if not line.lstrip().startswith("#"))
    named = {name.strip(): value.strip().strip("'\"") for name, _, value in pairs}
    return {name: value for name, value in named.items() if name.startswith("NEO4J_")}


def _no_address(uri: str) -> InputError:
    return InputError(
        "{uri} is no address of a Neo4j server; write it as neo4j://host:7687, bolt://host:7687 or neo4j+s://host.",
        uri=uri,
    )


def _embedded_store(stack: ExitStack, workspace: Path, say: Say, fresh: bool, progress: Progress | None) -> Store:
    """Opened and, with `fresh`, equal to its record; a folder that does not open or answer is made again, once."""
    try:
        with ExitStack() as attempt:
            store = _open(attempt, workspace, fresh, progress)
            stack.push(attempt.pop_all())
            return store
    except (Unusable, Neo4jError) as error:
        reason = _first_line(error)
    say(
        InputError(
            "The graph in {workspace} could not be opened ({reason}); it was made again from the record.",
            workspace=workspace,
            reason=reason,
        )
    )
    discard(workspace)
    return _open(stack, workspace, True, progress)


def _open(stack: ExitStack, workspace: Path, fresh: bool, progress: Progress | None) -> Store:
    engine = stack.enter_context(open_embedded(workspace))
    store = Store(engine.driver, "embedded", DATABASE, engine.reader)
    if fresh:
        with Record.open(workspace) as record:
            if store.migrate() or engine.recovered or not is_loaded(record, store):
                sync(record, store, progress)
    return store


def _verify(driver: neo4j.Driver, uri: str, user: str, database: str | None) -> None:
    try:
        with driver.session(database=database, default_access_mode=neo4j.READ_ACCESS) as session:
            query = (
                "CALL dbms.components() YIELD name, versions WHERE name = 'Neo4j Kernel' RETURN versions[0] AS found"
            )
            found = str(session.run(query).single(strict=True)["found"])
    except AuthError:
        raise InputError(
            "Neo4j at {uri} does not accept the password of user {user}; set NEO4J_USERNAME and NEO4J_PASSWORD.",
            uri=uri,
            user=user,
        ) from None
    except ClientError as error:
        if "DatabaseNotFound" in (error.code or ""):
            raise InputError(
                "Neo4j at {uri} has no database {database}; choose one with NEO4J_DATABASE.", uri=uri, database=database
            ) from None
        raise InputError("Neo4j at {uri} refused to answer: {reason}", uri=uri, reason=_first_line(error)) from None
    except (DriverError, Neo4jError, OSError) as error:
        raise InputError(
            "No Neo4j server answers at {uri} ({reason}); is it running, and is the address right?",
            uri=uri,
            reason=_first_line(error),
        ) from None
    if tuple(int(part) for part in re.findall(r"\d+", found)[:2]) < OLDEST:
        raise InputError(
            "Neo4j at {uri} is version {found}; Zhengmai needs {oldest} or later.",
            uri=uri,
            found=found,
            oldest=".".join(map(str, OLDEST)),
        )


def _first_line(error: Exception) -> str:
    message = error.message if isinstance(error, Neo4jError) and error.message else str(error)
    return message.splitlines()[0].rstrip(":") if message else type(error).__name__


def _silent(_: InputError) -> None:
    return
