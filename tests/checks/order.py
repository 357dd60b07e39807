"""Every check that a change has to pass, in order, up to the first that fails."""

import argparse
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from tests.checks.environment import (
    INSTALL,
    explain_missing,
    missing_modules,
    prepare,
    program,
)
from tests.checks.step import ROOT, StepFailedError, run

# Modules of Python to run in the checkout, each with its arguments.
SOURCE_CHECKS = (
    ("ruff", "format", "--check"),
    ("ruff", "check"),
    ("mypy",),
    (
        "pytest",
        "-n",
        "logical",
        "--dist",
        "loadgroup",
        "--cov",
        "--cov-branch",
        "--cov-report=",
    ),
    ("tests.checks.coverage_floors",),
)

# What wscli is asked to do once it is installed from its wheel, away from the checkout.
INSTALLED_COMMANDS = (
    ("--version",),
    ("--help",),
    ("demo",),
)
INSTALLED_LIMIT = 60

CANNOT_RUN = 2
INTERRUPTED = 130


def main(arguments: Sequence[str]) -> int:
    """Runs what the command line asks for, and returns the exit code."""
    own, for_pytest = split(arguments)
    options = parse(own)
    if missing := missing_modules():
        print(explain_missing(missing), file=sys.stderr)
        return CANNOT_RUN
    try:
        python = prepare()
        if for_pytest is None:
            check_everything(python, wheel=options.wheel)
        else:
            run("pytest", [python, "-m", "pytest", *for_pytest])
    except StepFailedError as failure:
        return failure.exit_code
    except KeyboardInterrupt:
        return INTERRUPTED
    return 0


def split(arguments: Sequence[str]) -> tuple[Sequence[str], Sequence[str] | None]:
    """Separates this command's own arguments from those for pytest, after a `--`."""
    if "--" not in arguments:
        return arguments, None
    at = arguments.index("--")
    return arguments[:at], arguments[at + 1 :]


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Reads this command's own arguments; ends the program where they are wrong."""
    parser = argparse.ArgumentParser(
        prog="python3 -m tests",
        usage="%(prog)s [--no-wheel]\n       %(prog)s -- PYTEST_ARGUMENTS",
        description="Runs every check; with a `--`, pytest alone.",
    )
    parser.add_argument(
        "--no-wheel",
        dest="wheel",
        action="store_false",
        help="do not build wscli, nor run it from what was built",
    )
    return parser.parse_args(arguments)


def check_everything(python: Path, *, wheel: bool) -> None:
    """Checks the sources and, if asked, what is built of them."""
    began = time.monotonic()
    for check in SOURCE_CHECKS:
        run(" ".join(check), [python, "-m", *check])
    if wheel:
        check_wheel(python)
    print(f"All checks passed in {time.monotonic() - began:.1f} s.")


def check_wheel(python: Path) -> None:
    """Builds wscli, installs it in an environment with nothing else, and runs it."""
    with tempfile.TemporaryDirectory(prefix="wscli-wheel-") as folder:
        place = Path(folder)
        build = ("-m", "build", "--no-isolation", "--outdir", str(place), str(ROOT))
        run("build the source distribution and, from it, the wheel", [python, *build])
        [wheel] = place.glob("*.whl")
        clean = place / "venv"
        run("make a clean environment", [python, "-m", "venv", "--without-pip", clean])
        there = ("--python", str(program(clean, "python")))
        install = ("-m", "pip", *there, *INSTALL, f"{wheel}[demo]")
        run("install the wheel there", [python, *install])
        for arguments in INSTALLED_COMMANDS:
            run(
                " ".join(("wscli", *arguments)),
                [program(clean, "wscli"), *arguments],
                folder=place,
                limit=INSTALLED_LIMIT,
            )
