"""Telling as events what passes between the protocol and the wire."""

from collections.abc import Callable, Iterable
from typing import cast

from websockets.frames import Frame as LibraryFrame

from wscli.core.events import Event, FrameSeen, MessageSeen, PongTimed
from wscli.core.frames import Direction, Frame, MessageKind, Opcode
from wscli.net.assembly import Assembly
from wscli.net.pings import Pings, SentPing
from wscli.net.tap import ObservedProtocol, WireFrame
from wscli.net.violation import violation_of


class Narrator:
    """Tells frames, messages, answered pings and violations.

    Attributes:
        has_violation: Whether a violation was told; there is one at most.
        keepalive: The payload of the latest ping that keeps the connection alive.
    """

    def __init__(
        self,
        protocol: ObservedProtocol,
        emit: Callable[[Event], None],
        now: Callable[[], float],
        *,
        has_data_frames: bool,
    ) -> None:
        """Take what to tell of.

        Args:
            protocol: The protocol, after the handshake.
            emit: Takes the events.
            now: The time that events happen at.
            has_data_frames: Whether to tell frames of data besides messages.
        """
        self.has_violation = False
        self.keepalive: bytes | None = None
        self._protocol = protocol
        self._emit = emit
        self._now = now
        self._has_data_frames = has_data_frames
        self._assembly = Assembly()
        self._pings = Pings()

    def tell_received(self) -> None:
        """Tell what the protocol has received since the last time."""
        frames = cast("list[LibraryFrame]", self._protocol.events_received())
        # A frame that offends stands on the wire, but is no event.
        wires = self._protocol.tap.take_received()
        for frame, wire in zip(frames, wires, strict=False):
            payload = bytes(frame.data)
            self._tell_frame(
                Frame(wire.opcode, payload, wire.fin, wire.rsv1, wire.size)
            )
        self._tell_violation()

    def tell_sent(self, wire: WireFrame, payload: bytes) -> None:
        """Tell a frame of our own; the payload is that of a data frame."""
        at = self._now()
        if wire.opcode is Opcode.PING:
            is_keepalive = wire.payload == self.keepalive
            self._pings.send(wire.payload, SentPing(at, is_keepalive))
        if wire.opcode.is_control:
            payload = wire.payload
        elif not self._has_data_frames:
            return
        seen = Frame(wire.opcode, payload, wire.fin, wire.rsv1, wire.size)
        self._emit(FrameSeen(at, Direction.SENT, seen))

    def tell_message(
        self, kind: MessageKind, payload: bytes, sent: Iterable[WireFrame]
    ) -> None:
        """Tell a message of our own, after the frames that it was sent in."""
        wires = [wire for wire in sent if not wire.opcode.is_control]
        size = sum(wire.size for wire in wires)
        self._emit(
            MessageSeen(
                self._now(), Direction.SENT, kind, payload, len(wires), wire_size=size
            )
        )

    def _tell_frame(self, seen: Frame) -> None:
        at = self._now()
        if seen.opcode.is_control or self._has_data_frames:
            self._emit(FrameSeen(at, Direction.RECEIVED, seen))
        if seen.opcode is Opcode.PONG:
            ping = self._pings.answer(seen.payload)
            if ping is not None:
                rtt = at - ping.at
                self._emit(PongTimed(at, rtt, seen.payload, ping.is_keepalive))
        elif not seen.opcode.is_control and (message := self._assembly.add(seen)):
            self._emit(
                MessageSeen(
                    at,
                    Direction.RECEIVED,
                    message.kind,
                    message.payload,
                    message.frames,
                    message.wire_size,
                )
            )

    def _tell_violation(self) -> None:
        if self.has_violation:
            return
        violated = violation_of(self._protocol, self._now())
        if violated is not None:
            self.has_violation = True
            self._emit(violated)
