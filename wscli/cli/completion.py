"""What completes a line that is being typed: the names in configuration files.

A file that cannot be used is passed over: nothing can be told in the middle of a line.
"""

from wscli.cli.current_project import current_project
from wscli.cli.project_files import Project
from wscli.core.errors import WscliError


def complete_target(incomplete: str) -> list[tuple[str, str]]:
    """Return the endpoints whose names begin like this, with what they are."""
    return [
        (name, endpoint.description)
        for name, endpoint in _project().endpoints.items()
        if name.startswith(incomplete)
    ]


def complete_environment(incomplete: str) -> list[str]:
    """Return the environments whose names begin like this."""
    return [name for name in _project().environments if name.startswith(incomplete)]


def _project() -> Project:
    try:
        return current_project()
    except WscliError:
        return Project()
