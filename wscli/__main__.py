"""`python -m wscli`, and the `wscli` command."""

import os
import sys

_INTERRUPTED = 130


def main() -> None:
    """Run the command line of this process and exit with its code."""
    try:
        occupy_closed_streams()
        from wscli.cli.app import main as run

        exit_code = int(run(sys.argv[1:]))
        drop_unwritten()
    except KeyboardInterrupt:
        # Somebody was quicker than the imports.
        exit_code = _INTERRUPTED
    sys.exit(exit_code)


def occupy_closed_streams() -> None:
    """Open the standard streams that a shell has closed, as `>&-` does.

    Otherwise a socket would get the number of one, and with it what is meant for
    that stream. Reading or writing them fails as before, but for diagnostics.
    """
    for descriptor, mode in ((0, os.O_WRONLY), (1, os.O_RDONLY), (2, os.O_WRONLY)):
        try:
            os.fstat(descriptor)
        except OSError:
            # The lowest free number is taken: this one.
            os.open(os.devnull, mode)
    sys.stdin = sys.stdin or os.fdopen(0, closefd=False)
    sys.stdout = sys.stdout or os.fdopen(1, "w", closefd=False)
    sys.stderr = sys.stderr or os.fdopen(2, "w", closefd=False)


def drop_unwritten() -> None:
    """Let go of output that cannot be written.

    The command has told of it; the interpreter would try, and fail, once more.
    """
    try:
        sys.stdout.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


if __name__ == "__main__":
    main()
