"""The opening handshake of a client (RFC 6455 section 4.1)."""

import asyncio
from dataclasses import dataclass

from websockets.exceptions import (
    InvalidHeader,
    InvalidHeaderValue,
    NegotiationError,
)

from wscli import __version__
from wscli.core.errors import HandshakeError
from wscli.core.events import Headers
from wscli.core.target import Target
from wscli.net.http_answer import read_answer
from wscli.net.stream import Stream
from wscli.net.tap import ObservedProtocol, build_request
from wscli.wire.http_response import BodyReader, NotHttp, ResponseHead
from wscli.wire.quoting import quoted, shortened

USER_AGENT = f"wscli/{__version__}"

_UPGRADE_FIELDS = frozenset(
    {
        "connection",
        "upgrade",
        "sec-websocket-accept",
        "sec-websocket-extensions",
        "sec-websocket-protocol",
    }
)
# The types of record that TLS answers a plain request with: alert, handshake.
_TLS_RECORDS = (b"\x15", b"\x16")


@dataclass(frozen=True, slots=True)
class Upgraded:
    """The server agreed.

    Attributes:
        protocol: The protocol, open.
        request: The header fields as sent.
        response: The header fields as received.
        rest: The octets that came behind the answer: frames already.
    """

    protocol: ObservedProtocol
    request: Headers
    response: Headers
    rest: bytes


@dataclass(frozen=True, slots=True)
class Denied:
    """The server answered with another status than 101; its body is not read yet."""

    request: Headers
    head: ResponseHead
    rest: bytes


async def open_handshake(stream: Stream, target: Target) -> Upgraded | Denied:
    """Ask the server at the other end of the stream for a WebSocket connection.

    Raises:
        HandshakeError: The answer is not HTTP, or no valid upgrade.
        OSError: The connection broke, or ended without an answer.
    """
    protocol = ObservedProtocol(target)
    user_agent = target.request.user_agent
    request = build_request(
        protocol, target, USER_AGENT if user_agent is None else user_agent
    )
    protocol.send_request(request)
    sent = tuple(request.headers.raw_items())
    stream.write(b"".join(protocol.data_to_send()))
    answer = await read_answer(stream, target.limits)
    if isinstance(answer, NotHttp):
        if not answer.raw:
            raise ConnectionResetError
        raise _not_http(answer)
    if answer.head.status != 101:
        return Denied(sent, answer.head, answer.rest)
    _upgrade(protocol, answer.head)
    return Upgraded(protocol, sent, answer.head.headers, answer.rest + stream.take())


def _upgrade(protocol: ObservedProtocol, head: ResponseHead) -> None:
    if head.version == "1.0":
        raise _invalid("the 101 answer is of HTTP/1.0, which knows no upgrade")
    protocol.receive_data(_for_library(head))
    protocol.data_to_send()
    if protocol.handshake_exc is not None:
        raise _explain_invalid(protocol.handshake_exc, head)
    # The library tells an accepted handshake by the answer itself.
    protocol.events_received()


def _for_library(head: ResponseHead) -> bytes:
    """Return the answer with the fields that make an upgrade, and with no others.

    The library has bounds of its own on the others, and ends lines with CRLF alone.
    """
    fields = [
        f"{name}: {value}"
        for name, value in head.headers
        if name.lower() in _UPGRADE_FIELDS
    ]
    return "\r\n".join(["HTTP/1.1 101 ", *fields, "", ""]).encode()


def _not_http(answer: NotHttp) -> HandshakeError:
    if answer.raw[:1] in _TLS_RECORDS:
        return HandshakeError(
            "opening handshake: the server answered in TLS", "use wss:// on this port"
        )
    began = quoted(answer.raw[:32].decode("latin-1"))
    return HandshakeError(
        f"opening handshake: the answer is not valid HTTP: {answer.problem}"
        f" (it begins with {began})",
        "check that the port is the one of the WebSocket server",
    )


def _invalid(what: str, hint: str = "the server is at fault") -> HandshakeError:
    return HandshakeError(f"opening handshake: {what}", hint)


def _explain_invalid(error: Exception, head: ResponseHead) -> HandshakeError:
    """Return what `websockets` found wrong with a 101, in words of our own."""
    match error:
        case InvalidHeader(name="Sec-WebSocket-Accept"):
            return _explain_accept(error)
        case InvalidHeader(name=name, value=None):
            return _invalid(
                f"the 101 answer has no {name} header field",
                "something between may have removed it",
            )
        case InvalidHeader(name=name, value=str(value)):
            return _invalid(f"the {name} header field cannot be used: {quoted(value)}")
        case NegotiationError() if "subprotocol" in str(error):
            chosen = quoted(head.header("Sec-WebSocket-Protocol") or "")
            return _invalid(
                f"the server chose the subprotocol {chosen}, which was not offered",
                "offer it with -s NAME if it is wanted",
            )
        case NegotiationError():
            return _invalid(
                "the server chose extensions that were not offered, or not like this:"
                f" {shortened(str(error))}"
            )
        case _:
            return _invalid(
                f"the answer cannot be read: {shortened(str(error.__cause__ or error))}"
            )


def _explain_accept(error: InvalidHeader) -> HandshakeError:
    match error:
        case InvalidHeader(value=None):
            return _invalid(
                "the 101 answer has no Sec-WebSocket-Accept header field",
                "the server does not speak WebSocket",
            )
        case InvalidHeaderValue(value=str(value)):
            return _invalid(
                f"Sec-WebSocket-Accept is {quoted(value)}, which is not for our key",
                "a cache or something else between may have answered",
            )
        case _:
            return _invalid("the 101 answer has more than one Sec-WebSocket-Accept")


async def read_body(
    stream: Stream, denied: Denied, *, limit: int, time: float
) -> BodyReader:
    """Return the body of a refusal: what comes within the bounds.

    Args:
        stream: Where it comes from.
        denied: The refusal so far.
        limit: How many bytes are kept.
        time: How long to wait for them, in seconds.
    """
    body = BodyReader(denied.head, limit)
    body.feed(denied.rest)
    try:
        async with asyncio.timeout(time):
            while not body.is_complete:
                if data := await stream.read():
                    body.feed(data)
                else:
                    body.end()
    except OSError:
        # The status is what was asked for; of the body there is what there is. Time
        # that runs out is an OSError too.
        body.is_cut = True
    return body
