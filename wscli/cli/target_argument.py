"""The argument that names the endpoint."""

from typing import Annotated, TypeAlias

import typer

from wscli.cli.completion import complete_target

TARGET: TypeAlias = Annotated[
    str,
    typer.Argument(
        metavar="TARGET",
        help="A URL, :8000/ws, HOST:PORT/PATH, or the name of an endpoint in"
        " wscli.toml.",
        autocompletion=complete_target,
        show_default=False,
    ),
]
"""What a command connects to; `wscli.cli.aim` reads it."""
