"""The configuration files that count where a command runs."""

from pathlib import Path

from wscli.cli.project_files import Project, load_project


def current_project() -> Project:
    """Read the project's file and the user's own.

    Raises:
        LocalIOError: One cannot be read.
        UsageError: One says something that cannot be.
    """
    # Imported here: completion and most commands are typed often.
    from platformdirs import user_config_path

    return load_project(Path.cwd(), user_config_path("wscli") / "config.toml")
