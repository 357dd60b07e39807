"""The checks run in order, stop at the first failure, and end with its exit code."""

from pathlib import Path

import pytest

from tests.checks import order
from tests.checks.order import INSTALLED_COMMANDS, main, split
from tests.checks.step import StepFailedError

PYTHON = Path("the-python")


class Steps:
    """Stands in for `run`: remembers each step, and fails where it is told to."""

    def __init__(self):
        self.names = []
        self.commands = []
        self.fail_on = None

    def __call__(self, name, command, **_):
        self.names.append(name)
        self.commands.append(command)
        if name == self.fail_on:
            raise StepFailedError(7)
        if "build" in command:
            folder = Path(command[command.index("--outdir") + 1])
            (folder / "wscli_tool-0-py3-none-any.whl").touch()


@pytest.fixture
def steps(monkeypatch):
    steps = Steps()
    monkeypatch.setattr(order, "run", steps)
    monkeypatch.setattr(order, "prepare", lambda: PYTHON)
    return steps


SOURCES = [
    "ruff format --check",
    "ruff check",
    "mypy",
    "pytest -n logical --dist loadgroup --cov --cov-branch --cov-report=",
    "tests.checks.coverage_floors",
]
WHEEL = [
    "build the source distribution and, from it, the wheel",
    "make a clean environment",
    "install the wheel there",
]


def test_everything_in_order(steps, capsys):
    assert main([]) == 0
    assert steps.names == [
        *SOURCES,
        *WHEEL,
        *(" ".join(("wscli", *command)) for command in INSTALLED_COMMANDS),
    ]
    assert capsys.readouterr().out.startswith("All checks passed in ")


def test_without_the_wheel(steps):
    assert main(["--no-wheel"]) == 0
    assert steps.names == SOURCES


def test_the_first_failure_is_the_last_step(steps, capsys):
    steps.fail_on = "mypy"
    assert main([]) == 7
    assert steps.names == SOURCES[:3]
    assert "passed" not in capsys.readouterr().out


def test_pytest_alone(steps):
    assert main(["--", "-x", "--no-wheel", "tests/core"]) == 0
    assert steps.commands == [
        [PYTHON, "-m", "pytest", "-x", "--no-wheel", "tests/core"]
    ]


def test_pytest_alone_without_arguments(steps):
    assert main(["--"]) == 0
    assert steps.names == ["pytest"]


def test_an_argument_before_the_dashes_is_ours():
    assert split(["--no-wheel", "--", "-x"]) == (["--no-wheel"], ["-x"])


def test_an_unknown_argument_is_refused(steps, capsys):
    with pytest.raises(SystemExit) as ended:
        main(["tests/core"])
    assert ended.value.code == 2
    assert "python3 -m tests -- PYTEST_ARGUMENTS" in capsys.readouterr().err
    assert steps.names == []


def test_a_python_that_cannot_make_environments(steps, monkeypatch, capsys):
    monkeypatch.setattr(order, "missing_modules", lambda: ["ensurepip"])
    assert main([]) == 2
    assert "lacks ensurepip" in capsys.readouterr().err
    assert steps.names == []


def test_an_interrupt_ends_it_without_a_traceback(monkeypatch):
    def interrupt():
        raise KeyboardInterrupt

    monkeypatch.setattr(order, "prepare", interrupt)
    assert main([]) == 130
