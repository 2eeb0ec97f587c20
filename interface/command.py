"""What every command shares: --lang, --quiet, --verbose, errors as one sentence, exit codes.

Exit codes: 0 done; 1 done, but some input failed (the summary names it) or nothing was found to answer with;
2 nothing could be done: wrong usage, missing workspace, unreachable database.
"""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Sequence
from enum import StrEnum
from typing import Annotated, Any, get_type_hints

import typer

from extract.model import InputError
from interface.console import complain, log, set_verbosity
from interface.help import Command
from interface.language import tr

SOME_FAILED = 1
NOTHING_DONE = 2


class Language(StrEnum):
    en = "en"
    zh = "zh"


def command(app: typer.Typer, name: str | None = None, help_: str | None = None) -> Callable[[Callable[..., Any]], Any]:
    """Register a function as a command of `app` with the shared options. A returned int is the exit code."""

    def register(function: Callable[..., Any]) -> Callable[..., Any]:
        shared = {
            "lang": (Annotated[Language, _option("--lang", tr("Language of messages and reports."))], Language.en),
            "quiet": (Annotated[bool, _option("--quiet", "-q", tr("Say nothing but results and errors."))], False),
            "verbose": (Annotated[bool, _option("--verbose", "-v", tr("Say what each stage does."))], False),
        }

        @functools.wraps(function)
        def run(**values: Any) -> None:
            set_verbosity(values.pop("quiet"), values.pop("verbose"))
            values.pop("lang")  # chosen before the app was built, see cli.main
            raise typer.Exit(_guarded(function, values))

        own = inspect.signature(function)
        hints = get_type_hints(function, include_extras=True)
        parameters = [p.replace(annotation=hints[p.name]) for p in own.parameters.values()]
        parameters += [
            inspect.Parameter(option, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=annotation)
            for option, (annotation, default) in shared.items()
        ]
        signature = own.replace(parameters=parameters, return_annotation=None)
        run.__signature__ = signature  # type: ignore[attr-defined]
        run.__annotations__ = {p.name: p.annotation for p in parameters}
        app.command(name or function.__name__.rstrip("_"), cls=Command, help=help_)(run)
        return function

    return register


def optional_values(arguments: Sequence[str], options: Sequence[str]) -> list[str]:
    """Let options stand without their value: `--neo4j` becomes `--neo4j=` unless an address follows."""
    made = []
    for argument, following in zip(arguments, [*arguments[1:], ""], strict=True):
        made.append(f"{argument}=" if argument in options and "://" not in following else argument)
    return made


def _option(*names_and_help: str) -> Any:
    *names, help_ = names_and_help
    return typer.Option(*names, help=help_)


def _guarded(function: Callable[..., Any], values: dict[str, Any]) -> int:
    try:
        return int(function(**values) or 0)
    except InputError as error:
        complain(error)
    except KeyboardInterrupt:
        complain(tr("Stopped. What was stored stays; the same command goes on from there."))
    except BrokenPipeError:
        return 0
    except OSError as error:
        complain(tr("The system refused: {reason}.", reason=error))
    except Exception as error:
        log.debug("internal error", exc_info=True)
        complain(
            tr(
                "Something went wrong inside zhengmai ({kind}: {reason}). Run with --verbose and send us the output.",
                kind=type(error).__name__,
                reason=error,
            )
        )
    return NOTHING_DONE
