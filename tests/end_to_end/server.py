"""The fixture server as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.end_to_end.process import PATIENCE, clean_environment


@contextmanager
def serving(folder: Path) -> Iterator[str]:
    """Run the server until the end of the block, and check that nothing upset it.

    Args:
        folder: Where its log goes.

    Yields:
        Its address, as `ws://HOST:PORT`.
    """
    log = folder / "server.log"
    with (
        log.open("wb") as stderr,
        subprocess.Popen(
            [sys.executable, "-m", "fixtures_server", "--port", "0"],
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=folder,
            env=clean_environment(folder),
        ) as process,
    ):
        try:
            address = process.stdout.readline().decode().strip()
            assert address, log.read_text("utf-8")
            yield address.replace("http://", "ws://")
        finally:
            process.terminate()
            process.wait(PATIENCE)
    assert "Traceback" not in log.read_text("utf-8")
