"""`python3 -m tests` runs every check that a change has to pass.

This file and the first one it imports are written so that any Python 3 reads them,
since an old one is what they have to refuse.
"""

import sys

from tests.checks.python_version import refuse


def main():
    refusal = refuse(sys.version_info[:2])
    if refusal:
        return refusal
    from tests.checks.order import main as run_checks

    return run_checks(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
