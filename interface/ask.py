"""`zhengmai ask`: one command for each file of the query pack. Adding a file adds a command."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from keyword import iskeyword
from pathlib import Path
from typing import Annotated, Any

import typer

from graph.questions import Parameter, Question, load_questions
from interface import console
from interface.command import SOME_FAILED, command
from interface.language import language, tr
from interface.rows import Format, show_rows

ONLY_IN_DATA = ("evidence", "source")  # too wide for a terminal; --evidence shows the sentences
TYPES: dict[str, type] = {"flag": bool, "number": int}


def add_questions(app: typer.Typer, shared: dict[str, tuple[Any, Any]]) -> None:
    """Register every question on `app`; `shared` are options that all have: name -> (annotation, default)."""
    for question in load_questions().values():
        command(app, name=question.name, help_=_help(question))(_asker(question, shared))


def _asker(question: Question, shared: dict[str, tuple[Any, Any]]) -> Callable[..., int]:
    def run(**values: Any) -> int:
        own = {parameter.name: values.pop(_python_name(parameter.name)) for parameter in question.parameters}
        return _answer(question, own, **values)

    parameters = [_parameter(p) for p in sorted(question.parameters, key=lambda p: not p.required)]
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
    from graph.answers import answer
    from graph.connect import open_store

    with open_store(workspace, neo4j, say=console.notice) as store:
        found = answer(store, question, values)
    columns, rows = found.columns, found.rows
    if evidence or format is Format.json:
        columns = (*columns, "sentences")
        rows = tuple(
            (*row, [f"{e.quote} ——{e.article.title} {e.article.published or ''}".rstrip() for e in sentences])
            for row, sentences in zip(rows, found.evidence, strict=True)
        )
    if format is Format.table:
        shown = [i for i, name in enumerate(columns) if not name.endswith("_id") and name not in ONLY_IN_DATA]
        columns, rows = tuple(columns[i] for i in shown), tuple(tuple(row[i] for i in shown) for row in rows)
    show_rows(_title(question), columns, rows, format, output)
    if found.more:
        console.say(tr("There are more rows; narrow the question down."))
    if not rows:
        console.say(tr("Nothing was found."))
    return 0 if rows else SOME_FAILED


def _title(question: Question) -> str:
    return question.title_zh if language() == "zh" else question.title


def _help(question: Question) -> str:
    note = question.note_zh if language() == "zh" else question.note
    return f"{_title(question)}\n\n{note}".strip()


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
