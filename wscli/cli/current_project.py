"""The configuration files that count where a command runs."""

from pathlib import Path

from wscli.cli.project_files import Project, load_project
from wscli.core.errors import LocalIOError


def current_project() -> Project:
    """Read the project's file and the user's own.

    Raises:
        LocalIOError: One cannot be read, or the working directory is gone.
        UsageError: One says something that cannot be.
    """
    # Imported here: completion and most commands are typed often.
    from platformdirs import user_config_path

    try:
        directory = Path.cwd()
    except OSError as error:
        raise LocalIOError(
            f"cannot tell the working directory: {error.strerror}",
            "change to one that exists",
        ) from None
    return load_project(directory, user_config_path("wscli") / "config.toml")
