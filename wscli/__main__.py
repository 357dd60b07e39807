"""`python -m wscli`, and the `wscli` command."""

import sys


def main() -> None:
    """Run the command line of this process and exit with its code."""
    from wscli.cli.app import main as run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()
