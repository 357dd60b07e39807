"""What can go wrong, told apart by whose fault it is.

Every error carries one sentence for the user, which says what failed, why, and
what to try, and the exit code that a command ends with.
"""

from enum import Enum

from wscli.core.escape import escape_unsafe
from wscli.core.exit_codes import ExitCode


class Stage(Enum):
    """The steps of dialling, in order, as messages name them."""

    DNS = "DNS"
    TCP = "TCP"
    PROXY = "proxy"
    TLS = "TLS"
    HANDSHAKE = "opening handshake"


class WscliError(Exception):
    """Any failure that wscli explains in one sentence.

    Attributes:
        sentence: What failed and why, without a final full stop.
        hint: What to try, or an empty string.
        exit_code: What the command exits with.
    """

    exit_code: ExitCode = ExitCode.INTERNAL

    def __init__(self, sentence: str, hint: str = "") -> None:
        """Take the sentence and, where there is something to try, the hint.

        Either may quote what a peer or a file said: what is unsafe to show is
        escaped, so that it stays one line.
        """
        self.sentence = escape_unsafe(sentence)
        self.hint = escape_unsafe(hint)
        super().__init__(self.sentence)

    def __str__(self) -> str:
        """Return the sentence and the hint on one line."""
        return f"{self.sentence}; {self.hint}" if self.hint else self.sentence


class UsageError(WscliError):
    """The user asked for something that cannot be: nothing was sent."""

    exit_code = ExitCode.USAGE


class LocalIOError(WscliError):
    """A local file, a disk or a standard stream failed."""

    exit_code = ExitCode.LOCAL_IO


class ConnectError(WscliError):
    """No connection came about.

    Attributes:
        stage: The step that failed.
        is_transient: Whether trying again may help, as `--retry` does.
    """

    exit_code = ExitCode.CONNECT

    def __init__(
        self, stage: Stage, sentence: str, hint: str = "", *, is_transient: bool = True
    ) -> None:
        """Take the stage that failed besides the sentence and the hint."""
        super().__init__(f"{stage.value}: {sentence}", hint)
        self.stage = stage
        self.is_transient = is_transient


class HandshakeError(WscliError):
    """The opening handshake was answered, but with no valid upgrade."""

    exit_code = ExitCode.HANDSHAKE
