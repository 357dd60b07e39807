"""The argument that names the endpoint."""

from typing import Annotated, TypeAlias

import typer


def complete_target(incomplete: str) -> list[tuple[str, str]]:
    """Return the endpoints of the project file whose names begin like this."""
    from wscli.cli.project_files import find_project

    project = find_project()
    return [
        (name, endpoint.description)
        for name, endpoint in project.endpoints.items()
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
