"""Options that mean the same in every command that has them."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from interface.language import choose_language, tr

# The language decides the help texts, so it is chosen before any of them is made.
choose_language(sys.argv[1:])

Paths = Annotated[list[str], typer.Argument(help=tr("Files, folders, patterns such as 'news/*.txt', or - for stdin."))]
Workspace = Annotated[Path, typer.Option(help=tr("Folder that holds the record and the graph."))]
Locale = Annotated[str, typer.Option(help=tr("Area that 我市 or 市委 means where the text does not say: 瑞安市."))]
Published = Annotated[
    datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help=tr("Date of the articles where neither text nor metadata gives one.")),
]
Engine = Annotated[str, typer.Option(help=tr("What finds mentions and relations: onnx, lac or hanlp."))]
Model = Annotated[str | None, typer.Option(help=tr("Model for --engine hanlp: a local folder or an official name."))]
Jobs = Annotated[int, typer.Option(min=1, help=tr("Processes that extract at the same time."))]
# --engine names what finds mentions; this says where it runs.
On = Annotated[str, typer.Option("--on", help=tr("Where to extract: here (this machine), or ray (a Ray cluster)."))]
Address = Annotated[
    str | None,
    typer.Option(help=tr("Address of the Ray cluster; without one Ray is started here with --jobs workers.")),
]
Output = Annotated[str, typer.Option("--output", "-o", help=tr("File to write, or - for stdout."))]
Since = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=tr("First day."))]
Until = Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help=tr("Last day."))]
Private = Annotated[
    bool, typer.Option("--include-private", help=tr("Let private persons (residents quoted in a story) in."))
]
Neo4j = Annotated[
    str | None,
    typer.Option(
        metavar="[URI]",
        help=tr("Use a Neo4j server instead of the embedded graph; without URI the one of NEO4J_URI."),
    ),
]
DEFAULT_WORKSPACE = Path("workspace")
