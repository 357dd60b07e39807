"""The argument that names the endpoint."""

from typing import Annotated, TypeAlias

import typer


def complete_target(incomplete: str) -> list[tuple[str, str]]:
    """Return the endpoints of the project file whose names begin like this."""
    from wscli.cli.current_project import current_project
    from wscli.core.errors import WscliError

    try:
        endpoints = current_project().endpoints
    except WscliError:
        # Nothing can be told in the middle of a line that is being typed.
        return []
    return [
        (name, endpoint.description)
        for name, endpoint in endpoints.items()
        if name.startswith(incomplete)
    ]


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
