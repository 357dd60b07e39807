"""The documents, and the world that their examples run in. Needs a POSIX terminal."""

import sys
from contextlib import ExitStack

import pytest

collect_ignore_glob = ["*"] if sys.platform == "win32" else []


@pytest.fixture(scope="session")
def world(tmp_path_factory):
    """The servers that the documents talk about."""
    from tests.docs.world import World

    with ExitStack() as running:
        yield World(tmp_path_factory.mktemp("servers"), running)
