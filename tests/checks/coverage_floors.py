"""Holds the coverage floors, over what pytest has just measured.

Each branch of the pure areas is tested, and 95 % of all lines and branches.
"""

import io
import sys

from coverage import Coverage

from tests.test_architecture import PURE_AREAS

PURE_FILES = [f"wscli/{area}/*" for area in sorted(PURE_AREAS)]
FLOORS = (
    ("everything", None, 95.0),
    ("the pure areas", PURE_FILES, 100.0),
)


def main() -> int:
    """Prints what is measured against the floors, and returns the exit code."""
    coverage = Coverage()
    coverage.load()
    return max([hold(coverage, *floor) for floor in FLOORS])


def hold(coverage: Coverage, what: str, files: list[str] | None, floor: float) -> int:
    """Prints one measure, with the lines it misses where it is below its floor."""
    table = io.StringIO()
    measured = coverage.report(include=files, file=table)
    print(f"{what}: {measured:.2f} % covered, at least {floor:g} % demanded")
    if measured >= floor:
        return 0
    print(table.getvalue())
    return 1


if __name__ == "__main__":
    sys.exit(main())
