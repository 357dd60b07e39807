"""What the exit status of a command tells its caller: a stable contract."""

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit status of every wscli command.

    `OK` is returned only if what was asked for happened.
    """

    OK = 0
    FAILED = 1
    """An expectation, check, threshold or case failed."""
    USAGE = 2
    """Wrong usage or URL, or a script that does not parse."""
    CONNECT = 3
    """No connection: DNS, TCP, proxy, TLS, or the connect deadline."""
    HANDSHAKE = 4
    """The opening handshake was refused or invalid."""
    NOTHING_CHECKED = 5
    """No script, no test selected, no expectation in what ran."""
    PROTOCOL = 6
    """The peer broke the protocol or went over a limit."""
    CLOSED_ABNORMALLY = 7
    """Closed with a code other than 1000, 1001 or 1005, or lost (1006)."""
    TIMEOUT = 8
    """`--max-time` ran out, or a one-shot command got no reply."""
    LOCAL_IO = 9
    """A local file, a disk or standard output failed."""
    INTERNAL = 70
    """An error in wscli itself."""
    INTERRUPTED = 130
    """Ctrl-C (SIGINT)."""
    TERMINATED = 143
    """SIGTERM."""
