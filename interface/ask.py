"""`zhengmai ask`: one command for each file of the query pack. Adding a file adds a command."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from keyword import iskeyword
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from graph.questions import NAMED, Parameter, Question, load_questions
from interface import console
from interface.command import SOME_FAILED, command
from interface.language import language, tr
from interface.rows import Format, show_rows

if TYPE_CHECKING:
    from graph.answers import Answer, Evidence

BARE = "bare"
MARKED = 5  # of the entities that one name may mean are looked at for corrections
ONLY_IN_DATA = ("kind", "source")  # too wide for a terminal
EXAMPLES = ("attended --meeting 统战", "together 高发巧", "initiative 共享社·幸福里")
_BROKEN = re.compile(r"(?<=[^ -~])\s+|\s+(?=[^ -~])")  # blanks beside a Chinese character
TYPES: dict[str, type] = {"flag": bool, "number": int}


def add_questions(app: typer.Typer, shared: dict[str, tuple[Any, Any]]) -> None:
    """Register every question on `app`; `shared` are options that all have: name -> (annotation, default)."""
    app.info.epilog = tr("Examples: {commands}", commands=", ".join(f"zhengmai ask {q}" for q in EXAMPLES))
    for question in load_questions().values():
        command(app, name=question.name, help_=_help(question))(_asker(question, shared))


def _asker(question: Question, shared: dict[str, tuple[Any, Any]]) -> Callable[..., int]:
    def run(**values: Any) -> int:
        bare = values.pop(BARE, None)
        own = {parameter.name: values.pop(_python_name(parameter.name)) for parameter in question.parameters}
        if bare:
            own[question.one_of[0]] = own[question.one_of[0]] or bare
        return _answer(question, own, **values)

    parameters = [_parameter(p) for p in sorted(question.parameters, key=lambda p: not p.required)]
    if question.one_of:
        parameters.insert(0, _bare(next(p for p in question.parameters if p.name == question.one_of[0])))
    for name, (annotation, default) in {**shared, **_output_options()}.items():
        parameters.append(_keyword(name, annotation, default))
    run.__signature__ = inspect.Signature(parameters)  # type: ignore[attr-defined]
    run.__annotations__ = {p.name: p.annotation for p in parameters}
    run.__name__ = question.name
    return run


def _answer(
    question: Question, values: dict[str, Any], *, workspace: Path, neo4j: str | None, format: Format,
    output: str, evidence: bool,
) -> int:  # fmt: skip
    from graph.answers import answer, corrected
    from graph.connect import open_store
    from graph.names import longer

    with open_store(workspace, neo4j, say=console.notice) as store:
        found = answer(store, question, values)
        topics = [match for matches in found.meant.values() for match in matches if match.label == "Initiative"]
        by = corrected(store, [match for matches in found.meant.values() for match in matches[:MARKED]])
        also = [name for topic in topics for name in longer(store, topic)]
    columns, rows = found.columns, found.rows
    notes: tuple[str, ...] = ()
    if format is Format.json:
        columns, rows = _with(found, [[_as_data(e) for e in sentences] for sentences in found.evidence])
    elif evidence and format is Format.csv:
        columns, rows = _with(found, [[_as_note(e) for e in sentences] for sentences in found.evidence])
    elif evidence:
        numbers: dict[str, int] = {}
        told = [[numbers.setdefault(_as_note(e), len(numbers) + 1) for e in row] for row in found.evidence]
        marks = ["".join(f"[^{n}]" for n in row) if _is_markdown(format, output) else row for row in told]
        columns, rows, notes = *_with(found, marks), tuple(numbers)
    if format in (Format.table, Format.md):
        hidden = {*ONLY_IN_DATA, "type"} if "who" in columns else ONLY_IN_DATA
        shown = [i for i, name in enumerate(columns) if not name.endswith("_id") and name not in hidden]
        columns, rows = tuple(columns[i] for i in shown), tuple(tuple(row[i] for i in shown) for row in rows)
    show_rows(" · ".join((*_named(found, values), _title(question))), columns, rows, format, output, notes)
    for name, who in by.items():
        console.say(tr("{name}: name, aliases or privacy corrected by {who}.", name=name, who=who))
    if also:
        console.say(tr("There are also: {names}.", names="、".join(also)))
    _remark(question, found, _named(found, values), format, evidence)
    return 0 if rows else SOME_FAILED


def _is_markdown(format: Format, output: str) -> bool:
    return format is Format.md or output != "-"


def _with(found: Answer, sentences: Sequence[object]) -> tuple[tuple[str, ...], tuple[tuple[Any, ...], ...]]:
    """Columns and rows with the sentences as the last column."""
    rows = zip(found.rows, sentences, strict=True)
    return (*found.columns, "sentences"), tuple((*row, told) for row, told in rows)


def _as_data(said: Evidence) -> dict[str, str]:
    source = said.article
    return {"quote": said.quote, "article": source.title, "publication": source.publication,
            "published": source.published, "source": source.source}  # fmt: skip


def _as_note(said: Evidence) -> str:
    """A sentence as a footnote: its line breaks, which are those of a newspaper's columns, are none of the reader's."""
    source = said.article
    where = " ".join(part for part in (f"《{source.title}》", source.publication, source.published) if part)
    return f"{_BROKEN.sub('', said.quote).strip()} ——{where}"


def _named(found: Answer, typed: Mapping[str, Any]) -> list[str]:
    """Whom or what the typed names were taken for."""
    return [matches[0].name if len(matches) == 1 else f"{typed[parameter]} ({len(matches)})"
            for parameter, matches in found.meant.items()]  # fmt: skip


def _remark(question: Question, found: Answer, named: Sequence[str], format: Format, evidence: bool) -> None:
    """What helps to read the answer, or to go on where there is none."""
    if found.more and not found.rows:
        console.say(tr("The graph is too large to follow every connection; there may be one that was not followed."))
    elif found.more:
        console.say(tr("There are more rows; narrow the question down."))
    if not found.rows:
        console.say(" · ".join((*named, tr("Nothing was found."))))
        known = {label: kind for kind, label in NAMED.items()}
        others = [f"zhengmai ask {known[match.label]} {match.name}" for (match, *_) in found.meant.values()]
        if others and question.name not in known.values():
            console.say(tr("What there is: {commands}", commands=", ".join(others)))
    elif format is Format.table:
        if note := _note(question):
            console.say(note, style="dim")
        if not evidence:
            console.say(tr("With --evidence every row has its sentences."), style="dim")


def _title(question: Question) -> str:
    return question.title_zh if language() == "zh" else question.title


def _note(question: Question) -> str:
    return question.note_zh if language() == "zh" else question.note


def _help(question: Question) -> str:
    example = tr("Example: {command}", command=f"zhengmai ask {question.name} {question.example}")
    return "\n\n".join(part for part in (_title(question), _note(question), example) if part)


def _parameter(parameter: Parameter) -> inspect.Parameter:
    help_ = parameter.help_zh if language() == "zh" else parameter.help
    type_ = TYPES.get(parameter.type, str)
    name = _python_name(parameter.name)
    if parameter.required:
        argument = Annotated[type_, typer.Argument(help=help_, metavar=parameter.name.upper())]  # type: ignore[valid-type]
        return _keyword(name, argument, inspect.Parameter.empty)
    flag = f"--{parameter.name.replace('_', '-')}"
    if type_ is bool:
        return _keyword(name, Annotated[bool, typer.Option(flag, help=help_)], False)
    return _keyword(name, Annotated[type_ | None, typer.Option(flag, help=help_)], None)


def _bare(parameter: Parameter) -> inspect.Parameter:
    """`ask attended 统战`: a name without an option before it is the first that may be asked for."""
    help_ = tr("The same as {option}.", option=f"--{parameter.name}")
    argument = Annotated[str | None, typer.Argument(help=help_, metavar=parameter.name.upper())]
    return _keyword(BARE, argument, None)


def _python_name(name: str) -> str:
    return f"{name}_" if iskeyword(name) else name


def _output_options() -> dict[str, tuple[Any, Any]]:
    return {
        "format": (Annotated[Format, typer.Option(help=tr("How to print the answer."))], Format.table),
        "output": (Annotated[str, typer.Option("--output", "-o", help=tr("File to write, or - for stdout."))], "-"),
        "evidence": (Annotated[bool, typer.Option("--evidence", help=tr("Add the sentences that say so."))], False),
    }


def _keyword(name: str, annotation: Any, default: Any) -> inspect.Parameter:
    return inspect.Parameter(name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
