"""The command line: each command reads options, calls one function, prints."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Sequence
from datetime import date, datetime
from importlib.metadata import version as installed_version
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from interface import console
from interface.ask import add_questions
from interface.command import NOTHING_DONE, SOME_FAILED, command, optional_values
from interface.decide import add_decisions
from interface.help import Group
from interface.language import language, tr
from interface.options import (
    DEFAULT_WORKSPACE,
    Address,
    Engine,
    Jobs,
    Locale,
    Model,
    Neo4j,
    On,
    Output,
    Paths,
    Private,
    Published,
    Since,
    Until,
    Workspace,
)
from interface.rows import Format, show_rows

if TYPE_CHECKING:
    from extract.read import ReadFailure

app = typer.Typer(
    name="zhengmai",
    cls=Group,
    help=tr("Turn Chinese local-government news into a knowledge graph, every edge with the sentence that says so."),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _day(moment: datetime | None) -> date | None:
    return moment.date() if moment else None


@command(app, help_=tr("Print the version."))
def version() -> None:
    console.out.print(f"zhengmai {installed_version('zhengmai')}", markup=False)


@command(app, help_=tr("Write the statements of the texts as JSON lines; nothing is stored."))
def extract(
    paths: Paths,
    output: Output = "-",
    locale: Locale = "",
    published: Published = None,
    engine: Engine = "onnx",
    model: Model = None,
    jobs: Jobs = 1,
    on: On = "here",
    address: Address = None,
    history: Annotated[
        bool, typer.Option("--history", help=tr("Also what became of bodies: renamed, merged, founded, dissolved."))
    ] = False,
) -> int:
    from extract.pipeline import as_lines
    from extract.run import extract_paths

    with console.progress(tr("Extracting")) as bar:
        run = extract_paths(
            paths, _day(published), locale, engine, model, jobs, on, address, on_page=lambda _: bar.advance()
        )
    lines = as_lines(run.extractions, history)
    if output == "-":
        for line in lines:
            print(line)
    else:
        Path(output).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return _report_failures(run.failures, bool(run.extractions))


@command(app, name="eval", help_=tr("Compare what is extracted with gold annotation: precision, recall, F1."))
def eval_(
    gold: Annotated[Path, typer.Argument(help=tr("Folder of gold documents, see docs/evaluation.md."))],
    paths: Annotated[list[str] | None, typer.Argument(help=tr("The texts; default: seeds."))] = None,
    engine: Engine = "onnx",
    model: Model = None,
    errors: Annotated[int, typer.Option(min=0, help=tr("Print up to N missed and N wrong per document."))] = 0,
    as_json: Annotated[bool, typer.Option("--json", help=tr("Print the figures as JSON."))] = False,
) -> int:
    from extract.evaluation import read_gold, score
    from extract.pipeline import as_row
    from extract.run import extract_paths
    from interface.scores import print_errors, print_scores, scores_as_json

    documents = read_gold(gold)
    begun = time.perf_counter()
    run = extract_paths(paths or ["seeds"], None, "", engine, model, 1)
    seconds = time.perf_counter() - begun
    scores = score(documents, [as_row(s) for e in run.extractions for s in e.statements])
    if as_json:
        print(json.dumps(scores_as_json(scores), ensure_ascii=False, indent=1))
    else:
        print_errors(scores, errors)
        print_scores(scores, run.characters / seconds)
    return _report_failures(run.failures, bool(run.extractions))


@command(
    app, help_=tr("Read texts, extract statements, record them and load the graph. Run it again: nothing changes.")
)
def build(
    paths: Paths,
    workspace: Workspace = DEFAULT_WORKSPACE,
    locale: Locale = "",
    published: Published = None,
    engine: Engine = "onnx",
    model: Model = None,
    jobs: Jobs = 1,
    on: On = "here",
    address: Address = None,
    neo4j: Neo4j = None,
) -> int:
    from graph.build import build_record
    from graph.bulk import advice
    from graph.connect import open_store
    from graph.record import Record
    from graph.sync import sync
    from interface.summary import print_build

    begun = time.perf_counter()
    with Record.open(workspace) as record:
        with console.progress(tr("Extracting")) as bar:
            done = build_record(
                record,
                paths,
                published=_day(published),
                locale=locale,
                engine=engine,
                model=model,
                jobs=jobs,
                on=on,
                address=address,
                on_page=lambda _: bar.advance(),
            )
        with (
            console.progress(tr("Loading")) as bar,
            open_store(workspace, neo4j, say=console.notice, fresh=False) as store,
        ):
            store.migrate()
            if remark := advice(record, store):
                console.notice(remark)
            loaded = sync(record, store, bar.reach)
        print_build(done, record.counts(), loaded, time.perf_counter() - begun)
    return _report_failures(done.failures, done.extracted + done.unchanged > 0)


@command(app, help_=tr("Remove a file or folder from the record and the graph, with all that only it said."))
def forget(
    source: Annotated[str, typer.Argument(help=tr("The path as it was read, or the name of the document."))],
    workspace: Workspace = DEFAULT_WORKSPACE,
    neo4j: Neo4j = None,
) -> None:
    from extract.model import InputError
    from graph.connect import open_store
    from graph.decisions import apply
    from graph.record import Record
    from graph.sync import sync

    with Record.open(workspace, create=False) as record:
        before = record.counts()
        if not record.forget(source):
            raise InputError(
                "Nothing that is recorded came from {source}; give a file, a folder or a document, not a single"
                " article.",
                source=source,
            )
        apply(record)
        with open_store(workspace, neo4j, say=console.notice, fresh=False) as store:
            store.migrate()
            sync(record, store)
        left = record.counts()
    console.say(
        tr(
            "Removed: {pages} pages, {articles} articles, {statements} statements. Decisions are kept, and so is the"
            " file: a build that reads it brings it back.",
            pages=before.pages - left.pages,
            articles=before.articles - left.articles,
            statements=before.statements - left.statements,
        )
    )


@command(app, help_=tr("Count what the workspace holds."))
def stats(workspace: Workspace = DEFAULT_WORKSPACE) -> None:
    from graph.record import Record
    from interface.summary import print_counts

    with Record.open(workspace, create=False) as record:
        print_counts(record.counts(), record.failures)


questions = typer.Typer(
    cls=Group,
    help=tr("Ask the graph: who attended, who holds which post, how two are connected, …"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
add_questions(questions, {"workspace": (Workspace, DEFAULT_WORKSPACE), "neo4j": (Neo4j, None)})
app.add_typer(questions, name="ask")
add_decisions(app)


@command(
    app,
    help_=tr("Write a dossier on a person, institution, place, initiative or event; `report all` writes every one."),
)
def report(
    kind: Annotated[str, typer.Argument(help=tr("person, institution, place, initiative, event, or all."))],
    name: Annotated[str, typer.Argument(help=tr("The name: as printed, in part, or in pinyin; nothing for all."))] = "",
    format: Annotated[str, typer.Option(help=tr("html, md or json."))] = "html",
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=tr("File to write (default: stdout), or folder for all."))
    ] = None,
    include_private: Private = False,
    include_rejected: Annotated[
        bool, typer.Option("--include-rejected", help=tr("List the statements that people rejected, by whom and why."))
    ] = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
    neo4j: Neo4j = None,
) -> None:
    from graph import report as dossiers
    from graph.connect import open_store
    from graph.record import open_where_there_is

    with open_store(workspace, neo4j, say=console.notice) as store, open_where_there_is(workspace) as record:
        if kind == "all":
            with console.progress(tr("Writing dossiers")) as bar:
                written = dossiers.report_all(
                    store,
                    output or Path("dossiers"),
                    language=language(),
                    format=format,
                    include_private=include_private,
                    progress=bar.reach,
                    record=record,
                    include_rejected=include_rejected,
                )
            console.say(tr("{count} dossiers: {path}", count=len(written) - 1, path=written[0]))
            return
        text = dossiers.report(
            store,
            kind,
            name,
            language=language(),
            format=format,
            include_private=include_private,
            record=record,
            include_rejected=include_rejected,
        )
    if output is None:
        print(text)
    else:
        output.write_text(text, encoding="utf-8")
        console.say(tr("Dossier: {path}", path=output))


@command(
    app, help_=tr("Write the graph for other programs: Gephi, spreadsheets, RDF, FollowTheMoney, Neo4j's bulk import.")
)
def export(
    format: Annotated[str, typer.Option(help=tr("gexf, graphml, csv, json, jsonld, ftm, cypher or neo4j-admin."))],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help=tr("File or folder to write; default: stdout."))
    ] = None,
    person: Annotated[list[str] | None, typer.Option(help=tr("Only what is near this name; may be repeated."))] = None,
    hops: Annotated[int, typer.Option(min=0, help=tr("How far from the names to go."))] = 1,
    since: Since = None,
    until: Until = None,
    include_private: Private = False,
    workspace: Workspace = DEFAULT_WORKSPACE,
) -> None:
    from graph import bulk, exports
    from graph.record import Record

    with Record.open(workspace, create=False) as record:
        if format == "neo4j-admin":
            made = bulk.export_csv(record, output or Path("neo4j-import"))
            print(made.command)
            return
        counts = exports.export(
            record,
            format,
            output or sys.stdout.buffer,
            focus=person or (),
            hops=hops,
            since=_day(since),
            until=_day(until),
            include_private=include_private,
        )
    console.say(
        tr("{nodes} nodes, {relationships} relationships.", nodes=counts.nodes, relationships=counts.relationships)
    )


@command(app, help_=tr("Draw people, bodies and meetings around names as one page that opens in any browser, offline."))
def viz(
    names: Annotated[
        list[str] | None, typer.Argument(help=tr("Whom or what to draw around; nothing: the whole graph."))
    ] = None,
    hops: Annotated[int, typer.Option(min=0, help=tr("How far from the names to go."))] = 1,
    kinds: Annotated[str, typer.Option(help=tr("Only these kinds, separated by commas: Person,Institution,…"))] = "",
    since: Since = None,
    until: Until = None,
    max_nodes: Annotated[int, typer.Option(min=1, help=tr("Most nodes to draw."))] = 500,
    include_private: Private = False,
    query: Annotated[
        Path | None, typer.Option(help=tr("Draw the nodes and paths of this Cypher file instead."))
    ] = None,
    output: Annotated[Path, typer.Option("--output", "-o", help=tr("The page to write."))] = Path("zhengmai.html"),
    workspace: Workspace = DEFAULT_WORKSPACE,
    neo4j: Neo4j = None,
) -> None:
    from graph.record import Record
    from graph.view import picture_from_record, render_html

    wanted = tuple(kind.strip() for kind in kinds.split(",") if kind.strip())
    if query is not None:
        from graph.connect import open_store
        from graph.queried import picture_from_query

        text = query.read_text(encoding="utf-8")
        with open_store(workspace, neo4j, say=console.notice) as store:
            picture = picture_from_query(store, text, max_nodes=max_nodes, include_private=include_private)
    else:
        with Record.open(workspace, create=False) as record:
            picture = picture_from_record(
                record, names or (), hops, wanted, _day(since), _day(until), max_nodes, include_private
            )
    output.write_text(render_html(picture, language()), encoding="utf-8")
    console.say(tr("Picture of {nodes} nodes: {path}", nodes=len(picture.nodes), path=output))


@command(app, help_=tr("Run a Cypher query that only reads."))
def cypher(
    query: Annotated[str, typer.Argument(help=tr("The query, or - to read it from stdin."))],
    param: Annotated[
        list[str] | None, typer.Option(help=tr("A parameter: name=value; values are JSON or text."))
    ] = None,
    format: Annotated[Format, typer.Option(help=tr("How to print the answer."))] = Format.table,
    output: Output = "-",
    limit: Annotated[int, typer.Option(min=1, help=tr("Most rows to fetch."))] = 1000,
    timeout: Annotated[float, typer.Option(min=0.1, help=tr("Seconds after which the query is stopped."))] = 30.0,
    workspace: Workspace = DEFAULT_WORKSPACE,
    neo4j: Neo4j = None,
) -> int:
    from graph.connect import open_store
    from graph.cypher import parse_parameters, run_cypher

    text = sys.stdin.read() if query == "-" else query
    with open_store(workspace, neo4j, say=console.notice) as store:
        found = run_cypher(store, text, parse_parameters(param or ()), timeout=timeout, limit=limit)
    show_rows("", found.columns, found.rows, format, output)
    if found.more:
        console.say(tr("There are more rows; raise --limit."))
    return 0 if found.rows else SOME_FAILED


@command(app, help_=tr("Bring constraints and indexes of the database up to date."))
def migrate(workspace: Workspace = DEFAULT_WORKSPACE, neo4j: Neo4j = None) -> None:
    from graph.connect import open_store

    with open_store(workspace, neo4j, say=console.notice, fresh=False) as store:
        applied = store.migrate()
    console.say(tr("Applied: {names}", names=", ".join(applied)) if applied else tr("Nothing to do."))


@command(app, help_=tr("Load the record into the graph again, from the beginning or from where a load was cut off."))
def load(workspace: Workspace = DEFAULT_WORKSPACE, neo4j: Neo4j = None) -> None:
    from graph.bulk import advice
    from graph.connect import open_store
    from graph.record import Record
    from graph.sync import sync

    with (
        Record.open(workspace, create=False) as record,
        console.progress(tr("Loading")) as bar,
        open_store(workspace, neo4j, say=console.notice, fresh=False) as store,
    ):
        store.migrate()
        if remark := advice(record, store):
            console.notice(remark)
        loaded = sync(record, store, bar.reach)
    console.say(
        tr(
            "Graph: {created} new, {updated} changed, {deleted} deleted, {unchanged} unchanged.",
            created=loaded.created,
            updated=loaded.updated,
            deleted=loaded.deleted,
            unchanged=loaded.unchanged,
        )
    )


def _report_failures(failures: Sequence[ReadFailure], anything_done: bool) -> int:
    for failure in failures:
        console.complain(failure.error)
    if failures:
        return SOME_FAILED if anything_done else NOTHING_DONE
    return 0


def main() -> None:
    """Entry point of the `zhengmai` command."""
    app(args=optional_values(sys.argv[1:], ("--neo4j",)))


if __name__ == "__main__":
    main()
