"""What is not covered enough is shown, and fails."""

import pytest

from tests.checks import coverage_floors
from tests.checks.coverage_floors import PURE_FILES, main


class Measured:
    """Stands in for coverage's data: one percentage for all files, one for the pure."""

    def __init__(self, overall, pure):
        self.overall, self.pure = overall, pure
        self.loaded = False

    def load(self):
        self.loaded = True

    def report(self, *, include, file):
        assert self.loaded
        file.write("the lines it misses\n")
        return self.pure if include else self.overall


@pytest.fixture
def measure(monkeypatch):
    def measure(overall, pure):
        measured = Measured(overall, pure)
        monkeypatch.setattr(coverage_floors, "Coverage", lambda: measured)
        return main()

    return measure


def test_both_floors_are_held(measure, capsys):
    assert measure(95.0, 100.0) == 0
    assert capsys.readouterr().out.splitlines() == [
        "everything: 95.00 % covered, at least 95 % demanded",
        "the pure areas: 100.00 % covered, at least 100 % demanded",
    ]


@pytest.mark.parametrize(("overall", "pure"), [(94.99, 100.0), (99.0, 99.99)])
def test_a_floor_that_is_missed_fails_and_shows_where(measure, capsys, overall, pure):
    assert measure(overall, pure) == 1
    assert capsys.readouterr().out.count("the lines it misses") == 1


def test_the_pure_areas_are_those_of_the_architecture():
    assert {"wscli/core/*", "wscli/notation/*", "wscli/render/*"} <= set(PURE_FILES)
    assert "wscli/net/*" not in PURE_FILES
