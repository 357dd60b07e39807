"""Which configuration files there are, and what they say together.

There are two at most: the nearest `wscli.toml` at or above the working directory, and
the user's own. The project's is the stronger one, but neither sees into the other: an
endpoint uses variables and header fields of its own file alone, so that a cloned
repository cannot send elsewhere what its user keeps for other places.
"""

from dataclasses import dataclass
from pathlib import Path

from wscli.cli.project_file import Endpoint, ProjectFile, load_project_file
from wscli.cli.settings import Settings, merge_settings

FILE_NAME = "wscli.toml"


@dataclass(frozen=True, slots=True)
class Project:
    """The configuration files that count, the strongest first."""

    files: tuple[ProjectFile, ...] = ()

    @property
    def endpoints(self) -> dict[str, Endpoint]:
        """Name → endpoint; of two with one name, the stronger."""
        return {
            name: endpoint
            for file in reversed(self.files)
            for name, endpoint in file.endpoints.items()
        }

    @property
    def environments(self) -> list[str]:
        """The names of all environments, each once."""
        names = (name for file in self.files for name in file.environments)
        return list(dict.fromkeys(names))

    @property
    def settings(self) -> Settings:
        """What stands in for options that are not given."""
        return merge_settings(file.settings for file in self.files)


def find_project_file(directory: Path) -> Path | None:
    """Return the nearest `wscli.toml` in a directory or above it."""
    for folder in (directory, *directory.parents):
        path = folder / FILE_NAME
        if _is_file(path):
            return path
    return None


def load_project(directory: Path, own: Path | None = None) -> Project:
    """Read the configuration files.

    Args:
        directory: Where to look for a project's file, upward; absolute.
        own: The user's own file, which need not exist.

    Raises:
        LocalIOError: A file cannot be read.
        UsageError: A file says something that cannot be.
    """
    files = []
    path = find_project_file(directory)
    if path is not None:
        files.append(load_project_file(path))
    if own is not None and _is_file(own):
        files.append(load_project_file(own, is_own=True))
    return Project(tuple(files))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # It stands in a folder that may not be searched.
        return False
