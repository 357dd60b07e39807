"""An open connection: messages out, events in, and an end that always comes.

The protocol itself is `websockets`' Sans-I/O one; this is its asyncio transport,
with the bounds that a tester needs: the closing handshake has a deadline, a peer
that does not read cannot make pongs pile up, and the keepalive's clock stops while
we are the slow side.
"""

import asyncio
import secrets
import ssl
from collections.abc import Callable, Iterable
from typing import cast

from websockets.exceptions import PayloadTooBig
from websockets.frames import Frame as LibraryFrame
from websockets.protocol import SEND_EOF, State

from wscli.core.clock import Clock
from wscli.core.close_codes import (
    ABNORMAL_CLOSURE,
    INTERNAL_ERROR,
    NORMAL_CLOSURE,
)
from wscli.core.events import (
    Closed,
    Event,
    FrameSeen,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Violated,
)
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.core.target import Limits
from wscli.net.assembly import Assembly, Message, Offence
from wscli.net.keepalive import Keepalive
from wscli.net.tap import ObservedProtocol, WireFrame

_MAX_PINGS = 64
"""How many unanswered pings are remembered; the oldest are forgotten."""


class ConnectionOverError(Exception):
    """Nothing can be sent any more: the closing handshake has begun, or more."""


class Connection(asyncio.Protocol):
    """One open connection.

    Events go to `emit`, in order, as they happen; it must neither block nor raise.

    Attributes:
        opened: How the connection came about.
    """

    def __init__(
        self,
        protocol: ObservedProtocol,
        transport: asyncio.Transport,
        opened: Opened,
        limits: Limits,
        emit: Callable[[Event], None],
        clock: Clock,
        *,
        started: float,
        has_data_frames: bool = False,
    ) -> None:
        """Take over a transport whose opening handshake is done.

        Args:
            protocol: The protocol, after the handshake.
            transport: Where the frames go.
            opened: What is known of the handshake.
            limits: The bounds on time and memory.
            emit: Takes every event.
            clock: Where time comes from.
            started: When dialling began, on that clock.
            has_data_frames: Whether to tell frames of data besides messages.
        """
        self.opened = opened
        self._protocol = protocol
        self._transport = transport
        self._limits = limits
        self._emit = emit
        self._clock = clock
        self._started = started
        self._has_data_frames = has_data_frames
        self._assembly = Assembly(limits.max_fragments)
        self._closed: asyncio.Future[Closed] = (
            asyncio.get_running_loop().create_future()
        )
        self._writable = asyncio.Event()
        self._writable.set()
        self._held_pong = b""
        self._close_timer: asyncio.TimerHandle | None = None
        self._cause = ""
        self._is_violated = False
        self._pings: dict[bytes, float] = {}
        self._keepalive = Keepalive(
            limits.ping_interval,
            limits.ping_timeout,
            ping=self.ping,
            fail=self._fail_silent,
        )

    # What a user of the connection calls.

    @property
    def is_open(self) -> bool:
        """Whether messages can be sent."""
        return self._protocol.state is State.OPEN

    def start(self, received: bytes) -> None:
        """Begin to receive, first what came glued to the opening handshake."""
        self._transport.set_protocol(self)
        self._keepalive.start()
        if received:
            self.data_received(received)
        # Reading may have been paused while the handshake's octets waited.
        self.resume_reading()

    async def send(self, kind: MessageKind, payload: bytes) -> None:
        """Send a message, waiting while the peer takes no more.

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        await self._writable.wait()
        if not self.is_open:
            raise ConnectionOverError
        if kind is MessageKind.TEXT:
            self._protocol.send_text(payload)
        else:
            self._protocol.send_binary(payload)
        wire_size = self._flush()
        self._emit(
            MessageSeen(self._now(), Direction.SENT, kind, payload, wire_size=wire_size)
        )

    def ping(self, payload: bytes | None = None) -> None:
        """Send a ping; its answer is told by `PongTimed`.

        Args:
            payload: At most 125 bytes; random ones by default.

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        if not self.is_open:
            raise ConnectionOverError
        if payload is None:
            payload = secrets.token_bytes(4)
        while len(self._pings) >= _MAX_PINGS:
            del self._pings[next(iter(self._pings))]
        self._pings[payload] = self._clock.monotonic()
        self._protocol.send_ping(payload)
        self._flush()

    def pong(self, payload: bytes = b"") -> None:
        """Send a pong that nobody asked for (RFC 6455 section 5.5.3).

        Raises:
            ConnectionOverError: The connection is closing or closed.
        """
        if not self.is_open:
            raise ConnectionOverError
        self._protocol.send_pong(payload)
        self._flush()

    async def close(
        self, code: int | None = NORMAL_CLOSURE, reason: str = ""
    ) -> Closed:
        """Start the closing handshake and return how the connection ended.

        It ends within twice the limit for closing, whatever the peer does. On a
        connection that is closing already, the code is not sent.

        Args:
            code: One that may be sent; None sends a close frame without a code.
            reason: At most 123 bytes of UTF-8.
        """
        if self.is_open:
            self._protocol.send_close(code, reason)
            self._flush()
            self._await_end()
        self.resume_reading()
        return await self.wait_closed()

    def abort(self) -> None:
        """Drop the TCP connection at once, without a close frame."""
        self._cause = self._cause or "dropped by us without a close frame"
        self._transport.abort()

    async def wait_closed(self) -> Closed:
        """Return how the connection ended, once it has."""
        return await asyncio.shield(self._closed)

    def pause_reading(self) -> None:
        """Let the peer wait: whoever takes the events is behind."""
        self._keepalive.pause()
        if not self._transport.is_closing():
            self._transport.pause_reading()

    def resume_reading(self) -> None:
        """Go on after `pause_reading`."""
        self._keepalive.resume()
        if not self._transport.is_closing():
            self._transport.resume_reading()

    # What asyncio calls.

    def data_received(self, data: bytes) -> None:
        """Take octets of the peer, and tell what they mean."""
        self._keepalive.note_life()
        self._protocol.receive_data(data)
        self._after_receiving()

    def eof_received(self) -> bool:
        """Take the end of the peer's octets."""
        self._protocol.receive_eof()
        self._after_receiving()
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Tell how the connection ended."""
        self._keepalive.stop()
        if self._close_timer is not None:
            self._close_timer.cancel()
        self._protocol.receive_eof()
        self._protocol.data_to_send()
        self._cause = self._cause or _explain_loss(exc)
        closed = self._how_it_closed()
        self._emit(closed)
        self._closed.set_result(closed)
        self._writable.set()

    def pause_writing(self) -> None:
        """Make senders wait: the peer takes no more for now."""
        self._writable.clear()

    def resume_writing(self) -> None:
        """Let senders go on, after the pong that waited."""
        pong, self._held_pong = self._held_pong, b""
        if pong:
            self._transport.write(pong)
        self._writable.set()

    # How events come about.

    def _now(self) -> float:
        return self._clock.monotonic() - self._started

    def _after_receiving(self) -> None:
        frames = cast("list[LibraryFrame]", self._protocol.events_received())
        # A frame that offends stands on the wire, but is no event.
        for frame, wire in zip(
            frames, self._protocol.tap.take_received(), strict=False
        ):
            self._tell_received(frame, wire)
            if self._is_violated:
                break
        self._tell_violation()
        self._flush()
        if self._protocol.close_expected():
            self._await_end()

    def _tell_received(self, frame: LibraryFrame, wire: WireFrame) -> None:
        seen = Frame(wire.opcode, bytes(frame.data), wire.fin, wire.rsv1, wire.size)
        now = self._now()
        if seen.opcode.is_control:
            self._emit(FrameSeen(now, Direction.RECEIVED, seen))
            if seen.opcode is Opcode.PONG:
                self._tell_pong(now, seen.payload)
            return
        if self._has_data_frames:
            self._emit(FrameSeen(now, Direction.RECEIVED, seen))
        match self._assembly.add(seen):
            case Message() as message:
                self._emit(
                    MessageSeen(
                        now,
                        Direction.RECEIVED,
                        message.kind,
                        message.payload,
                        message.frames,
                        message.wire_size,
                    )
                )
            case Offence(rule=rule, code=code):
                self._is_violated = True
                self._emit(Violated(now, rule, code))
                self._protocol.fail(code)
            case None:
                pass

    def _tell_pong(self, now: float, payload: bytes) -> None:
        asked = self._pings.get(payload)
        if asked is None:
            return
        # An answer to a later ping answers the earlier ones (section 5.5.3).
        answered = list(self._pings)
        for each in answered[: answered.index(payload) + 1]:
            del self._pings[each]
        self._emit(PongTimed(now, self._clock.monotonic() - asked, payload))

    def _tell_violation(self) -> None:
        error = self._protocol.parser_exc
        if self._is_violated or error is None or isinstance(error, EOFError):
            return
        self._is_violated = True
        sent = self._protocol.close_sent
        code = INTERNAL_ERROR if sent is None else int(sent.code)
        self._emit(Violated(self._now(), _rule(error, self._limits), code))

    def _tell_sent(self, frames: Iterable[WireFrame]) -> int:
        """Tell our own frames, and return the size of the data ones."""
        size = 0
        for wire in frames:
            if not wire.opcode.is_control:
                size += wire.size
            if wire.opcode.is_control or self._has_data_frames:
                seen = Frame(wire.opcode, wire.payload, wire.fin, wire.rsv1, wire.size)
                self._emit(FrameSeen(self._now(), Direction.SENT, seen))
        return size

    def _flush(self) -> int:
        """Write what the protocol wants written; return the size of data frames."""
        writes = self._protocol.data_to_send()
        frames = self._protocol.tap.take_sent()
        if not self._writable.is_set():
            writes = self._without_pongs(writes, frames)
        is_over = SEND_EOF in writes
        data = b"".join(writes)
        if data and not self._transport.is_closing():
            self._transport.write(data)
        size = self._tell_sent(frames)
        if is_over:
            # TLS knows no half-closed connections, and the peer has closed.
            self._transport.close()
        return size

    def _without_pongs(
        self, writes: list[bytes], frames: list[WireFrame]
    ) -> list[bytes]:
        """Hold pongs back from a peer that does not read; only the last one counts."""
        kept = []
        for index, octets in enumerate(writes):
            if index < len(frames) and frames[index].opcode is Opcode.PONG:
                self._held_pong = octets
            else:
                kept.append(octets)
        return kept

    # How it ends.

    def _await_end(self) -> None:
        if self._close_timer is None and not self._closed.done():
            self._keepalive.stop()
            self._writable.set()
            loop = asyncio.get_running_loop()
            self._close_timer = loop.call_later(self._limits.close, self._end)

    def _end(self) -> None:
        if self._protocol.close_rcvd is None:
            self._cause = "no answer to our close frame"
        self._transport.abort()

    def _fail_silent(self) -> None:
        self._cause = "the peer answered no ping and sent nothing else"
        self._protocol.fail(INTERNAL_ERROR, "keepalive ping timeout")
        self._flush()
        self._transport.abort()

    def _how_it_closed(self) -> Closed:
        received, sent = self._protocol.close_rcvd, self._protocol.close_sent
        by: Party | None = None
        if self._protocol.close_rcvd_then_sent:
            by = Party.PEER
        elif sent is not None:
            by = Party.LOCAL
        return Closed(
            self._now(),
            ABNORMAL_CLOSURE if received is None else int(received.code),
            "" if received is None else received.reason,
            by,
            None if sent is None else int(sent.code),
            self._cause if received is None else "",
        )


def _rule(error: Exception, limits: Limits) -> str:
    if isinstance(error, PayloadTooBig):
        return f"a message is over the limit of {limits.max_size} bytes"
    return str(error)


def _explain_loss(error: Exception | None) -> str:
    match error:
        case None:
            return "the peer ended the TCP connection without a close frame"
        case ConnectionResetError() | BrokenPipeError():
            return "the peer reset the TCP connection"
        case ssl.SSLError():
            return f"TLS failed: {error.reason}"
        case _:
            return f"the connection broke: {error}"
