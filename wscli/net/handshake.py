"""The opening handshake of a client (RFC 6455 section 4.1)."""

import asyncio
from dataclasses import dataclass

from websockets.exceptions import (
    InvalidHandshake,
    InvalidHeader,
    InvalidUpgrade,
    NegotiationError,
)
from websockets.http11 import Response

from wscli import __version__
from wscli.core.errors import HandshakeError
from wscli.core.escape import escape_unsafe
from wscli.core.events import Headers
from wscli.core.target import Limits, Target
from wscli.net.http_answer import Answer, read_answer
from wscli.net.stream import Stream
from wscli.net.tap import ObservedProtocol, build_request
from wscli.wire.http_response import BodyReader, NotHttp, ResponseHead

USER_AGENT = f"wscli/{__version__}"


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
        OSError: The connection broke.
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
        raise _not_http(answer)
    if answer.head.status != 101:
        return Denied(sent, answer.head, answer.rest)
    _upgrade(protocol, answer)
    return Upgraded(protocol, sent, answer.head.headers, answer.rest + stream.take())


def _upgrade(protocol: ObservedProtocol, answer: Answer) -> None:
    protocol.receive_data(answer.head.raw)
    protocol.data_to_send()
    if protocol.handshake_exc is not None:
        raise _invalid(protocol.handshake_exc)
    response = protocol.events_received()
    # The library tells an accepted handshake by the answer itself.
    assert len(response) == 1
    assert isinstance(response[0], Response)


def _not_http(answer: NotHttp) -> HandshakeError:
    if not answer.raw:
        return HandshakeError(
            "opening handshake: the server closed the connection without an answer",
            "if the port is for TLS, use wss://; else look at the server's log",
        )
    began = escape_unsafe(answer.raw[:32].decode("latin-1"))
    return HandshakeError(
        f"opening handshake: the answer is not valid HTTP: {answer.problem}"
        f" (it begins with {began!r})",
        "check that the port is the one of the WebSocket server",
    )


def _invalid(error: Exception) -> HandshakeError:
    """Return what `websockets` found wrong with a 101, in words of our own."""
    match error:
        case InvalidUpgrade(name=name, value=value):
            what = f"the 101 answer has no valid {name} header field ({value!r})"
            hint = "something between may have removed it"
        case InvalidHeader(name="Sec-WebSocket-Accept", value=None):
            what = "the 101 answer has no Sec-WebSocket-Accept header field"
            hint = "the server does not speak WebSocket"
        case InvalidHeader(name="Sec-WebSocket-Accept", value=value):
            what = f"Sec-WebSocket-Accept is {value!r}, which is not for our key"
            hint = "a cache or something else between may have answered"
        case InvalidHeader(name=name, value=value):
            what = f"the header field {name} cannot be used ({value!r})"
            hint = "the server is at fault"
        case NegotiationError() if "subprotocol" in str(error):
            what = f"the server chose a subprotocol that was not offered: {error}"
            hint = "offer it with -s NAME, if it is wanted"
        case NegotiationError():
            what = f"the server chose an extension that was not offered: {error}"
            hint = "it must not: RFC 6455 section 9.1"
        case InvalidHandshake():
            what, hint = str(error), "the server is at fault"
        case _:
            what, hint = f"the answer cannot be read: {error}", "the server is at fault"
    return HandshakeError(f"opening handshake: {escape_unsafe(what)}", hint)


async def read_body(stream: Stream, denied: Denied, limits: Limits) -> BodyReader:
    """Return the body of a refusal: what came within the bounds on size and time."""
    body = BodyReader(denied.head, limits.max_body)
    body.feed(denied.rest)
    try:
        async with asyncio.timeout(limits.body):
            while not body.is_complete and (data := await stream.read()):
                body.feed(data)
    except (TimeoutError, OSError):
        # The status is what was asked for; of the body there is what there is.
        body.is_cut = True
    return body
