"""`merge`, `split`, `decisions`, `review`, `correct`: who is who, as an editor decides it. Every decision is a row."""

from __future__ import annotations

import getpass
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extract.model import TO_ARTICLE, InputError
from interface import console
from interface.command import command
from interface.help import Group
from interface.language import language, tr
from interface.options import DEFAULT_WORKSPACE, Workspace
from interface.rows import Format, show_rows

if TYPE_CHECKING:
    from graph.decisions import Outcome
    from graph.record import Record

Named = Annotated[str, typer.Argument(help=tr("The name; where several bear it, as name@place."))]
Why = Annotated[str, typer.Option(help=tr("The reason, kept with the decision."))]
File = Annotated[Path, typer.Argument(help=tr("The file."))]
Who = Annotated[str, typer.Option(help=tr("Who decides; default: the user of this machine."))]
Meaning = Callable[[str], str]  # a name as typed -> id of the corpus


def add_decisions(app: typer.Typer) -> None:
    """Register the commands on `app`."""

    @command(app, help_=tr("Two names are one person, body, place, event or initiative."))
    def merge(one: Named, other: Named, why: Why = "", who: Who = "", workspace: Workspace = DEFAULT_WORKSPACE) -> None:
        from graph import decisions

        with _deciding(workspace) as (record, id_of):
            decisions.merge(record, id_of(one), id_of(other), who=who or getpass.getuser(), why=why)

    @command(app, help_=tr("One name is two: those whom the given articles name are another."))
    def split(
        name: Named,
        articles: Annotated[list[str], typer.Argument(help=tr("Articles of the other one, as document/number."))],
        why: Why = "",
        who: Who = "",
        workspace: Workspace = DEFAULT_WORKSPACE,
    ) -> None:
        from graph import decisions

        with _deciding(workspace) as (record, id_of):
            parts = [_article(text) for text in articles]
            decisions.split(record, id_of(name), parts, who=who or getpass.getuser(), why=why)

    @command(app, help_=tr("Decide open questions of identity one by one, on a screen in the terminal."))
    def review(who: Who = "", workspace: Workspace = DEFAULT_WORKSPACE) -> None:
        from graph.record import Record
        from graph.review import review as screen

        with Record.open(workspace, create=False) as record:
            decided = screen(record, who=who or getpass.getuser(), language=language())
        console.say(tr("{count} decisions.", count=decided))

    @command(app, help_=tr("Correct what was extracted: reject, title, name, alias or private; see docs/identity.md."))
    def correct(
        what: Annotated[str, typer.Argument(help=tr("reject, title, name, alias or private."))],
        values: Annotated[
            list[str], typer.Argument(help=tr("Its names and values, in the order of docs/identity.md."))
        ],
        why: Why = "",
        who: Who = "",
        workspace: Workspace = DEFAULT_WORKSPACE,
    ) -> None:
        with _deciding(workspace) as (record, id_of):
            _correct(record, id_of, what, values, who or getpass.getuser(), why)

    listing = typer.Typer(
        cls=Group, help=tr("Decisions made so far: list, undo, export, import."), no_args_is_help=True
    )
    app.add_typer(listing, name="decisions")

    @command(listing, name="list", help_=tr("All decisions, the oldest first."))
    def list_(
        format: Annotated[Format, typer.Option(help=tr("How to print the answer."))] = Format.table,
        workspace: Workspace = DEFAULT_WORKSPACE,
    ) -> None:
        from graph import decisions
        from graph.record import Record

        with Record.open(workspace, create=False) as record:
            kept = decisions.decisions(record)
        columns = ("number", "decision", "one", "other", "value", "by", "at", "why")
        rows = [
            (d.number, d.kind, d.one.name, d.other.name if d.other else "", dict(d.value), d.who, d.at, d.why)
            for d in kept
        ]
        show_rows(tr("Decisions"), columns, rows, format)

    @command(listing, help_=tr("Take a decision back; the last one where no number is given."))
    def undo(
        number: Annotated[int | None, typer.Argument(help=tr("Number of the decision, see list."))] = None,
        workspace: Workspace = DEFAULT_WORKSPACE,
    ) -> None:
        from graph import decisions

        with _deciding(workspace) as (record, _):
            decisions.undo(record, number)

    @command(listing, help_=tr("Write all decisions to a text file that git can keep."))
    def export(path: File, workspace: Workspace = DEFAULT_WORKSPACE) -> None:
        from graph import decisions
        from graph.record import Record

        with Record.open(workspace, create=False) as record:
            console.say(tr("{count} decisions.", count=decisions.export(record, path)))

    @command(listing, name="import", help_=tr("Read decisions from such a file and apply them."))
    def import_(path: File, workspace: Workspace = DEFAULT_WORKSPACE) -> None:
        from graph import decisions

        with _deciding(workspace) as (record, _):
            decisions.import_file(record, path)


@contextmanager
def _deciding(workspace: Path) -> Iterator[tuple[Record, Meaning]]:
    """The record and what names mean in its graph; afterwards all decisions are applied, and the outcome is said."""
    from graph import decisions
    from graph.connect import open_store
    from graph.names import resolve
    from graph.record import Record

    with open_store(workspace, say=console.notice) as store, Record.open(workspace, create=False) as record:
        yield record, lambda name: resolve(store, name, include_private=True).id
        _say(decisions.apply(record))


def _say(outcome: Outcome) -> None:
    console.say(
        tr("{entities} entities, {questions} open questions.", entities=outcome.entities, questions=outcome.questions)
    )
    for pair in outcome.contradictions:
        console.complain(tr("These decisions contradict each other: {numbers}.", numbers=", ".join(map(str, pair))))
    for number in outcome.unmatched:
        console.say(tr("Decision {number} names nothing that is recorded now; it is kept.", number=number))


def _article(text: str) -> tuple[str, int]:
    doc, slash, number = text.rpartition("/")
    if not slash or not number.isdigit():
        raise InputError("An article is written document/number, not {text}.", text=text)
    return doc, int(number)


def _correct(record: Record, id_of: Meaning, what: str, values: list[str], who: str, why: str) -> None:
    from graph import decisions

    match what, values:
        case "reject", [subject, predicate, object_]:
            target = object_ if predicate in TO_ARTICLE else id_of(object_)
            decisions.reject(record, id_of(subject), predicate, target, who=who, why=why)
        case "reject", [subject, predicate, object_, qualifier]:
            target = object_ if predicate in TO_ARTICLE else id_of(object_)
            decisions.reject(record, id_of(subject), predicate, target, who=who, qualifier=qualifier, why=why)
        case "title", [person, body, old, new]:
            decisions.retitle(record, id_of(person), id_of(body), old, new, who=who, why=why)
        case "name", [name, new]:
            decisions.rename(record, id_of(name), new, who=who, why=why)
        case "alias", [name, alias]:
            decisions.add_alias(record, id_of(name), alias, who=who, why=why)
        case "private", [person]:
            decisions.mark_private(record, id_of(person), who=who, why=why)
        case _:
            raise InputError(
                "Write: correct reject SUBJECT PREDICATE OBJECT [QUALIFIER], title PERSON BODY OLD NEW, name NAME NEW, "
                "alias NAME ALIAS, or private PERSON."
            )
