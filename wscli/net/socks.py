"""Asking a SOCKS5 proxy for a connection (RFC 1928, RFC 1929)."""

from socksio import ProtocolError, SOCKSError
from socksio.socks5 import (
    SOCKS5AuthMethod,
    SOCKS5AuthMethodsRequest,
    SOCKS5AuthReply,
    SOCKS5Command,
    SOCKS5CommandRequest,
    SOCKS5Reply,
    SOCKS5ReplyCode,
    SOCKS5UsernamePasswordReply,
    SOCKS5UsernamePasswordRequest,
)

from wscli.core.proxy import Proxy
from wscli.net.stream import Stream


class SocksError(Exception):
    """The proxy refused; the arguments are a sentence and a hint about it."""


async def socks5_connect(stream: Stream, proxy: Proxy, host: str, port: int) -> None:
    """Make the SOCKS5 proxy at the other end connect to a host and port.

    Raises:
        SocksError: It refused, or spoke something else.
        OSError: The connection broke.
    """
    try:
        await _authenticate(stream, proxy)
        request = SOCKS5CommandRequest.from_address(SOCKS5Command.CONNECT, (host, port))
        stream.write(request.dumps())
        reply = SOCKS5Reply.loads(await _read_reply(stream))
    except (ProtocolError, SOCKSError, ValueError):
        raise SocksError(
            "gave an answer that is not SOCKS5",
            "check the kind of the proxy, such as http://",
        ) from None
    if reply.reply_code is not SOCKS5ReplyCode.SUCCEEDED:
        reason = reply.reply_code.name.replace("_", " ").lower()
        raise SocksError(f"did not connect to {host} port {port}: {reason}", "")


async def _authenticate(stream: Stream, proxy: Proxy) -> None:
    methods = [SOCKS5AuthMethod.NO_AUTH_REQUIRED]
    if proxy.user is not None:
        methods.append(SOCKS5AuthMethod.USERNAME_PASSWORD)
    stream.write(SOCKS5AuthMethodsRequest(methods).dumps())
    choice = SOCKS5AuthReply.loads(await _read(stream, 2)).method
    if choice is SOCKS5AuthMethod.NO_AUTH_REQUIRED:
        return
    if choice is not SOCKS5AuthMethod.USERNAME_PASSWORD or proxy.user is None:
        raise SocksError(
            "wants a way to authenticate that was not offered",
            "give a user and password: --proxy socks5://USER:PASSWORD@HOST:PORT",
        )
    user, password = proxy.user.encode(), (proxy.password or "").encode()
    stream.write(SOCKS5UsernamePasswordRequest(user, password).dumps())
    if not SOCKS5UsernamePasswordReply.loads(await _read(stream, 2)).success:
        raise SocksError(
            "refused the user or password", "check the credentials in --proxy"
        )


async def _read(stream: Stream, size: int) -> bytes:
    data = await stream.read_exactly(size)
    if len(data) < size:
        raise SocksError(
            "closed the connection without an answer",
            "check its credentials, and the kind of the proxy",
        )
    return data


async def _read_reply(stream: Stream) -> bytes:
    """Return one whole reply: it ends with an address of a length of its own."""
    start = await _read(stream, 5)
    # RFC 1928 section 5: an IPv4 address, an IPv6 address, or a counted name.
    length = {1: 4, 4: 16}.get(start[3], 1 + start[4])
    return start + await _read(stream, length - 1 + 2)
