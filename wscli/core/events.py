"""The events a connection consists of: wscli's one vocabulary.

Whatever shows, records, judges or counts a connection consumes these, in order.
`at` is in seconds since dialling began, on a monotonic clock.
"""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

from wscli.core.errors import Stage
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, Frame, MessageKind

Headers: TypeAlias = tuple[tuple[str, str], ...]
"""Header fields in the order and the spelling of the wire."""


class Party(Enum):
    """Who began something."""

    LOCAL = "us"
    PEER = "the peer"


@dataclass(frozen=True, slots=True)
class Timings:
    """How long each stage of dialling took, in seconds; None where there was none."""

    dns: float | None = None
    tcp: float | None = None
    proxy: float | None = None
    tls: float | None = None
    handshake: float | None = None


@dataclass(frozen=True, slots=True)
class TlsSession:
    """What TLS agreed on: version such as `TLSv1.3`, and cipher; what was verified."""

    version: str
    cipher: str
    is_verified: bool


@dataclass(frozen=True, slots=True)
class Dialing:
    """An attempt to connect begins."""

    at: float
    url: str
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """The opening handshake succeeded: messages may flow (RFC 6455 section 4.1).

    Attributes:
        at: When the answer was accepted.
        url: The target, without its credentials.
        address: Where the TCP connection ended, such as `127.0.0.1:8000`.
        request: The header fields as sent.
        response: The header fields as received.
        subprotocol: The one the server chose, if any.
        extensions: The extensions agreed on, as the server wrote them.
        tls: What TLS agreed on; None for `ws`.
        timings: How long each stage took.
    """

    at: float
    url: str
    address: str
    request: Headers
    response: Headers
    subprotocol: str | None
    extensions: str
    tls: TlsSession | None
    timings: Timings


@dataclass(frozen=True, slots=True)
class Refused:
    """The server answered the opening handshake with another status than 101.

    Attributes:
        at: When the status was known.
        url: The target, without its credentials.
        status: The HTTP status code.
        reason: The reason phrase, often empty.
        request: The header fields as sent.
        response: The header fields as received.
        body: The body as sent, at most 64 KiB, never decompressed.
        is_body_cut: Whether more body was announced or sent than was kept.
    """

    at: float
    url: str
    status: int
    reason: str
    request: Headers
    response: Headers
    body: bytes = b""
    is_body_cut: bool = False

    def header(self, name: str) -> str | None:
        """Return the first header field of this name, in any case."""
        for key, value in self.response:
            if key.lower() == name.lower():
                return value
        return None


@dataclass(frozen=True, slots=True)
class Failed:
    """No connection: `stage` could not be completed, for the reason in `sentence`."""

    at: float
    stage: Stage
    sentence: str
    hint: str
    exit_code: ExitCode


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A frame went over the wire.

    Control frames are always told; frames of data only to those who ask, since
    `MessageSeen` tells the message.
    """

    at: float
    direction: Direction
    frame: Frame


@dataclass(frozen=True, slots=True)
class MessageSeen:
    """A whole data message went over the wire.

    Attributes:
        at: When its last frame was sent or received.
        direction: Who sent it.
        kind: Text or binary. Text is valid UTF-8.
        payload: The message; of a text message its UTF-8.
        frames: How many frames it came in.
        wire_size: Length of those frames' payloads on the wire, in bytes.
    """

    at: float
    direction: Direction
    kind: MessageKind
    payload: bytes
    frames: int = 1
    wire_size: int = 0

    @property
    def text(self) -> str:
        """The payload as text; bytes that are not UTF-8 become U+FFFD."""
        return self.payload.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class PongTimed:
    """A ping of ours was answered.

    Attributes:
        at: When its pong came.
        rtt: How many seconds that was after the ping had left.
        payload: Of both.
        is_keepalive: Whether the ping was to keep the connection alive, and nobody
            asked for it.
    """

    at: float
    rtt: float
    payload: bytes
    is_keepalive: bool = False


@dataclass(frozen=True, slots=True)
class Violated:
    """The peer broke the protocol, or went over a limit of ours.

    Attributes:
        at: When it was noticed.
        rule: What was broken, in words.
        code: The close code that wscli failed the connection with.
    """

    at: float
    rule: str
    code: int


@dataclass(frozen=True, slots=True)
class Closed:
    """The connection is over.

    Attributes:
        at: When the TCP connection ended.
        code: The peer's close code, 1005 if its close frame had none, or 1006 if
            there was no close frame (RFC 6455 section 7.1.5).
        reason: The peer's reason.
        by: Who sent the first close frame; None when the connection was lost.
        sent_code: The code in our own close frame, if we sent one.
        cause: Why the connection was lost, in words, where known.
        sent_reason: The reason in our own close frame.
    """

    at: float
    code: int
    reason: str
    by: Party | None
    sent_code: int | None = None
    cause: str = ""
    sent_reason: str = ""


Event: TypeAlias = (
    Dialing
    | Opened
    | Refused
    | Failed
    | FrameSeen
    | MessageSeen
    | PongTimed
    | Violated
    | Closed
)
