"""Observing every frame while `websockets` does the protocol.

`ClientProtocol` documents `process_extensions` as a method to override, and every
frame passes every extension. An extension that stands last sees frames as they are
on the wire: compressed, control frames and automatic pongs included. Nothing else
in wscli depends on how the library works inside.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass

from websockets.client import ClientProtocol
from websockets.datastructures import Headers as HeaderFields
from websockets.extensions.base import Extension
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory
from websockets.frames import Frame as LibraryFrame
from websockets.http11 import Request as LibraryRequest
from websockets.typing import ExtensionName, Origin, Subprotocol
from websockets.uri import WebSocketURI

from wscli.core.frames import Opcode
from wscli.core.target import Target
from wscli.net.rules import MessageRules


@dataclass(frozen=True, slots=True)
class WireFrame:
    """A frame as it is on the wire, but for its mask.

    Attributes:
        opcode: What the frame is.
        fin: Whether it is the last one of its message.
        rsv1: Whether its payload is compressed.
        size: Length of the payload as it travels, in bytes.
        payload: The payload of a control frame; of data only the size is kept.
    """

    opcode: Opcode
    fin: bool
    rsv1: bool
    size: int
    payload: bytes = b""


class WireTap(Extension):
    """An extension that changes nothing, and notes the frames that pass.

    Attributes:
        received: Frames of the peer since they were last taken.
        sent: Frames of our own, likewise.
    """

    name = ExtensionName("x-wscli-tap")

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.received: list[WireFrame] = []
        self.sent: list[WireFrame] = []

    def decode(
        self,
        frame: LibraryFrame,
        *,
        max_size: int | None = None,  # noqa: ARG002  the library's signature
    ) -> LibraryFrame:
        """Note a frame of the peer."""
        self.received.append(_seen(frame))
        return frame

    def encode(self, frame: LibraryFrame) -> LibraryFrame:
        """Note a frame of our own."""
        self.sent.append(_seen(frame))
        return frame

    def take_received(self) -> list[WireFrame]:
        """Return the peer's frames since the last call."""
        frames, self.received = self.received, []
        return frames

    def take_sent(self) -> list[WireFrame]:
        """Return our own frames since the last call."""
        frames, self.sent = self.sent, []
        return frames


def _seen(frame: LibraryFrame) -> WireFrame:
    opcode = Opcode(frame.opcode)
    payload = bytes(frame.data) if opcode.is_control else b""
    return WireFrame(opcode, frame.fin, frame.rsv1, len(frame.data), payload)


class ObservedProtocol(ClientProtocol):
    """The client's side of one connection, with a tap on its wire.

    Attributes:
        rules: What it holds the messages of the peer to, besides its own rules.
        tap: Every frame that passes.
    """

    def __init__(self, target: Target) -> None:
        """Prepare the opening handshake that the target describes."""
        url, request = target.url, target.request
        path, _, query = url.resource.partition("?")
        # Compression as browsers offer it.
        deflate = ClientPerMessageDeflateFactory(client_max_window_bits=True)
        super().__init__(
            WebSocketURI(url.is_secure, url.host, url.port, path, query),
            origin=None if request.origin is None else Origin(request.origin),
            extensions=[deflate] if request.has_compression else None,
            subprotocols=[Subprotocol(each) for each in request.subprotocols] or None,
            max_size=target.limits.max_size,
            # It would write header fields to a log, and with them credentials.
            logger=logging.Logger("silent", logging.CRITICAL + 1),
        )
        self.rules = MessageRules(target.limits.max_fragments)
        self.tap = WireTap()

    def process_extensions(self, headers: HeaderFields) -> list[Extension]:
        """Put the rules before the extensions that were agreed on, the tap behind."""
        return [self.rules, *super().process_extensions(headers), self.tap]


def build_request(
    protocol: ObservedProtocol, target: Target, user_agent: str
) -> LibraryRequest:
    """Return the opening handshake with the user's header fields in it.

    A field of the user replaces ours of the same name; one with an empty value
    takes ours away.
    """
    request = protocol.connect()
    request.path = target.url.resource
    ours = list(request.headers.raw_items())
    if user_agent:
        ours.append(("User-Agent", user_agent))
    replaced = {name.lower() for name, _ in target.request.headers}
    theirs = [(name, value) for name, value in target.request.headers if value]
    fields = [field for field in ours if field[0].lower() not in replaced]
    # `Host` comes first in every client, and some servers insist.
    hosts = [field for field in theirs if field[0].lower() == "host"]
    others = [field for field in theirs if field[0].lower() != "host"]
    request.headers = HeaderFields([*hosts, *fields, *others])
    _expect_answer_to(request, protocol)
    return request


def _expect_answer_to(request: LibraryRequest, protocol: ObservedProtocol) -> None:
    """Make what the user wrote into the header what the answer is compared with."""
    keys = request.headers.get_all("Sec-WebSocket-Key")
    if keys:
        protocol.key = keys[0]
    offered = ",".join(request.headers.get_all("Sec-WebSocket-Protocol")).split(",")
    names = [Subprotocol(name) for each in offered if (name := each.strip())]
    protocol.available_subprotocols = names or None
    if "Sec-WebSocket-Extensions" not in request.headers:
        protocol.available_extensions = None


def agreed_extensions(fields: Sequence[tuple[str, str]]) -> str:
    """Return what an answer says about extensions, on one line."""
    return ", ".join(
        value for name, value in fields if name.lower() == "sec-websocket-extensions"
    )
