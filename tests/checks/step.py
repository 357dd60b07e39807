"""One step of the checks: a program that has to end well."""

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TIMED_OUT = 124

# Would put foreign packages before those of the virtual environment.
LEFT_OUT = {"PYTHONPATH", "PYTHONHOME"}


class StepFailedError(Exception):
    """A program ended badly; `exit_code` is what the checks end with."""

    def __init__(self, exit_code: int) -> None:
        super().__init__(exit_code)
        self.exit_code = exit_code


def run(
    name: str,
    command: Sequence[str | Path],
    *,
    folder: Path = ROOT,
    limit: float | None = None,
) -> None:
    """Runs a program in the open: its name before, its time after.

    Raises:
        StepFailedError: It ended with another exit code than 0, or went over the limit.
    """
    print(f"== {name}", flush=True)
    began = time.monotonic()
    exit_code = exit_code_of(command, folder, limit)
    took = f"{time.monotonic() - began:.1f} s"
    if exit_code:
        print(f"== {name}: FAILED with exit code {exit_code} after {took}", flush=True)
        raise StepFailedError(exit_code)
    print(f"== {name}: {took}", flush=True)


def exit_code_of(
    command: Sequence[str | Path], folder: Path, limit: float | None
) -> int:
    """Returns a program's exit code; as shells do, 128 + N where signal N ended it."""
    kept = {name: value for name, value in os.environ.items() if name not in LEFT_OUT}
    try:
        ended = subprocess.run(
            command, cwd=folder, env=kept, timeout=limit, check=False
        )
    except subprocess.TimeoutExpired:
        return TIMED_OUT
    return ended.returncode if ended.returncode >= 0 else 128 - ended.returncode
