"""One Store over the official neo4j driver, whatever answers it: migrate, read, write in batches.

Embedded engine and server differ only in how the drivers are made (graph/connect.py). It never decides what to write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as OutOfTime
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from hashlib import sha256
from importlib.resources import files
from threading import Thread
from typing import Any, Literal

import neo4j
from neo4j.exceptions import ClientError, DriverError, Neo4jError, ServiceUnavailable, SessionExpired

from extract.model import InputError
from graph.columns import returned_columns
from graph.model import BOOKKEEPING

Engine = Literal["embedded", "neo4j"]
Query = tuple[str, Mapping[str, Any]]  # with its parameters

READ_TIMEOUT = 30.0  # seconds, unless the caller says otherwise
ENDLESS = 0.0  # for what Zhengmai does on its own: a server's limit is for people, comparing millions takes longer
_PLANNED = re.compile(r"^\s*(EXPLAIN|PROFILE)\b", re.I)
_ONLY = re.compile(r"^// only (\w+): *(\S.*)$", re.M)
_NEWER = "The graph was made by a newer version of Zhengmai (migration {found}); update with: pip install -U zhengmai."


@dataclass(frozen=True, slots=True)
class Rows:
    """An answer: named columns, and rows of plain values, nodes, relationships and paths of the neo4j driver."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]
    more: bool = False  # rows beyond the cap were left out

    def dicts(self) -> list[dict[str, Any]]:
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


@dataclass(frozen=True, slots=True)
class Migration:
    """One file of graph/migrations: V0001__constraints.cypher."""

    version: str
    name: str
    statements: tuple[tuple[str, str], ...]  # (engine it is only for or "", Cypher)
    checksum: str


class Store:
    """A graph database. Reading goes through `reader`, which on either engine cannot write."""

    def __init__(
        self, driver: neo4j.Driver, engine: Engine, database: str | None = None, reader: neo4j.Driver | None = None
    ) -> None:
        self._driver = driver
        self._reader = reader or driver
        self.database = database
        self.engine: Engine = engine

    def read(
        self,
        query: str,
        parameters: Mapping[str, Any] | None = None,
        *,
        timeout: float = READ_TIMEOUT,
        limit: int | None = None,
    ) -> Rows:
        """The rows of a query that only reads, at most `limit` of them. Raises InputError where the query writes, is no
        valid Cypher, or takes longer than `timeout` seconds."""
        answer: Future[Rows] = Future()
        # A thread, since the embedded engine knows no time limit; Neo4j itself ends the query a second earlier.
        Thread(target=self._answer, args=(answer, query, parameters or {}, timeout, limit), daemon=True).start()
        try:
            return answer.result(timeout + (0 if self.engine == "embedded" else 1))
        except OutOfTime:
            raise _too_slow(timeout) from None
        except Neo4jError as error:
            raise _query_error(error, timeout) from error
        except (DriverError, OSError) as error:
            raise _lost(error) from error

    def check_reads(self, query: str, parameters: Mapping[str, Any] | None = None) -> None:
        """Raises InputError where a query that others wrote would do more than read. Neo4j's plan says so beforehand;
        on the embedded engine the reader has no right to anything else, which `read` relies on."""
        if self.engine == "embedded":
            return
        with self._session(neo4j.READ_ACCESS) as session:
            try:
                plan = session.run("EXPLAIN " + _PLANNED.sub("", query, count=1), dict(parameters or {})).consume()
            except Neo4jError as error:
                raise _query_error(error, READ_TIMEOUT) from error
            except (DriverError, OSError) as error:
                raise _lost(error) from error
        if plan.query_type != "r":
            raise _writes()

    def write(self, *queries: Query, given: Query | None = None) -> bool:
        """Queries in one managed transaction; with `given`, a query too, only where that returns a row. Returns whether
        they ran. It is tried again after transient errors and cut connections, even when the first try may have
        succeeded: the queries must be repeatable, or `given` must tell."""

        def run_all(transaction: neo4j.ManagedTransaction) -> bool:
            if given and not list(transaction.run(given[0], dict(given[1]))):
                return False
            for query, parameters in queries:
                transaction.run(query, dict(parameters)).consume()
            return True

        with self._session(neo4j.WRITE_ACCESS) as session, self._explained():
            return session.execute_write(neo4j.unit_of_work(timeout=ENDLESS)(run_all))

    def stream(self, query: str, **parameters: Any) -> Iterator[tuple[Any, ...]]:
        """The rows of a query of ours, however many, without holding them."""
        with self._session(neo4j.READ_ACCESS) as session, self._explained():
            for record in session.run(neo4j.Query(query, timeout=ENDLESS), parameters):
                yield tuple(record.values())

    def name(self, name: str, value: str) -> str:
        """How a query that creates names a label or a type which stands in its rows as `value`. Neo4j takes the value:
        one text for all of them, since to plan another costs a server that has just started a tenth of a second."""
        return f"$({value})" if self.engine == "neo4j" else name

    # ---- migrations

    def applied(self) -> dict[str, str]:
        """Migration -> checksum of those that this database has had."""
        query = f"MATCH (m:{BOOKKEEPING}) WHERE m.checksum IS NOT NULL RETURN m.id, m.checksum ORDER BY m.id"
        return dict(self.stream(query))

    def migrate(self) -> list[str]:
        """Bring constraints and indexes up to date; returns the names of the migrations that ran."""
        done, wanted = self.applied(), migrations()
        if newer := sorted(set(done) - {m.version for m in wanted}):
            raise InputError(_NEWER, found=newer[-1])
        pending = [m for m in wanted if m.version not in done]
        for migration in pending:
            for engine, statement in migration.statements:
                if engine in ("", self.engine):
                    self._change_schema(statement)
        if pending:
            applied = datetime.now(UTC).isoformat(timespec="seconds")
            rows = [
                {"id": m.version, "facts": {"name": m.name, "checksum": m.checksum, "applied": applied}}
                for m in pending
            ]
            query = f"UNWIND $rows AS row MERGE (m:{BOOKKEEPING} {{id: row.id}}) SET m += row.facts"
            self.write((query, {"rows": rows}))
        return [f"{m.version} {m.name}" for m in pending]

    def _change_schema(self, statement: str) -> None:
        """Schema changes have a transaction of their own; IF NOT EXISTS makes each repeatable."""
        with self._session(neo4j.WRITE_ACCESS) as session, self._explained():
            session.run(neo4j.Query(statement, timeout=ENDLESS)).consume()

    # ---- inside

    @contextmanager
    def _session(self, access: str) -> Iterator[neo4j.Session]:
        with self._driver.session(database=self.database, default_access_mode=access, fetch_size=5000) as session:
            yield session

    @contextmanager
    def _explained(self) -> Iterator[None]:
        """What goes wrong with a query of ours, as a sentence. What the embedded engine refuses is left to
        graph/connect.py, which makes a damaged graph again."""
        try:
            yield
        except (ServiceUnavailable, SessionExpired) as error:
            raise _lost(error) from error
        except Neo4jError as error:
            if self.engine == "embedded":
                raise
            raise InputError("Neo4j refused: {reason}", reason=error.message or error.code) from error

    def _answer(
        self, answer: Future[Rows], query: str, parameters: Mapping[str, Any], timeout: float, limit: int | None
    ) -> None:
        try:
            with self._reader.session(database=self.database, default_access_mode=neo4j.READ_ACCESS) as session:
                answer.set_result(_fetch(session, neo4j.Query(query, timeout=timeout), parameters, limit))
        except BaseException as error:
            answer.set_exception(error)


@cache
def migrations() -> tuple[Migration, ...]:
    """The files of graph/migrations in their order."""
    folder = files("graph").joinpath("migrations")
    names = sorted(entry.name for entry in folder.iterdir() if entry.name.endswith(".cypher"))
    return tuple(_migration(name, folder.joinpath(name).read_text(encoding="utf-8")) for name in names)


def _migration(file_name: str, text: str) -> Migration:
    version, _, name = file_name.removesuffix(".cypher").partition("__")
    statements = []
    for part in text.split(";\n"):
        only = _ONLY.search(part)
        code = "\n".join(line for line in part.splitlines() if not line.startswith("//")).strip()
        if code:
            statements.append((only[1] if only else "", code))
    return Migration(version, name.replace("_", " "), tuple(statements), sha256(text.encode()).hexdigest()[:16])


def _fetch(session: neo4j.Session, query: neo4j.Query, parameters: Mapping[str, Any], limit: int | None) -> Rows:
    result = session.run(query, dict(parameters))
    columns = tuple(result.keys())
    if not columns:  # the embedded engine names no columns where there are no rows
        columns = returned_columns(query.text if isinstance(query.text, str) else "")
    found = result.fetch(limit + 1) if limit is not None else list(result)
    rows = tuple(tuple(record.values()) for record in found[:limit])
    result.consume()
    return Rows(columns, rows, len(found) > len(rows))


def _query_error(error: Neo4jError, timeout: float) -> InputError:
    code = error.code or ""
    if "Timed" in code or "Timeout" in code or "TransactionTimedOut" in str(error.message):
        return _too_slow(timeout)
    if "Forbidden" in code or "AccessMode" in code:
        return _writes()
    if isinstance(error, ClientError):
        return InputError("The query is no valid Cypher: {reason}", reason=error.message or code)
    return InputError("The database could not answer: {reason}", reason=error.message or code)


def _writes() -> InputError:
    return InputError("The query would change the graph; only queries that read are run here.")


def _too_slow(timeout: float) -> InputError:
    return InputError(
        "The query took longer than {timeout:g} s and was stopped; narrow it down, or raise --timeout.", timeout=timeout
    )


def _lost(error: Exception) -> InputError:
    reason = str(error).splitlines()[0] if str(error) else type(error).__name__
    return InputError(
        "The connection to the database was lost ({reason}); run the command again, it goes on where it was.",
        reason=reason,
    )
