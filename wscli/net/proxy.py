"""Asking a proxy for a connection: HTTP CONNECT (RFC 9110 section 9.3.6) or SOCKS5.

What a proxy says is bounded like any other answer, and its credentials go to it
alone.
"""

import base64

from wscli.core.errors import ConnectError, Stage
from wscli.core.escape import escape_unsafe
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Limits
from wscli.net.http_answer import read_answer
from wscli.net.stream import Stream
from wscli.wire.http_response import NotHttp


async def open_tunnel(
    stream: Stream, proxy: Proxy, host: str, port: int, limits: Limits
) -> None:
    """Make the proxy at the other end of the stream connect to a host and port.

    Afterwards the stream is a connection to that place.

    Raises:
        ConnectError: The proxy refused, or said what no proxy says.
        OSError: The connection broke.
    """
    if proxy.kind in (ProxyKind.HTTP, ProxyKind.HTTPS):
        await _http_connect(stream, proxy, host, port, limits)
        return
    # Imported here: few connections go through a SOCKS proxy.
    from wscli.net.socks import SocksError, socks5_connect  # noqa: PLC0415

    try:
        await socks5_connect(stream, proxy, host, port)
    except SocksError as error:
        sentence, hint = error.args
        raise _failed(proxy, sentence, hint) from None


def _failed(proxy: Proxy, problem: str, hint: str) -> ConnectError:
    return ConnectError(Stage.PROXY, f"{proxy} {problem}", hint)


async def _http_connect(
    stream: Stream, proxy: Proxy, host: str, port: int, limits: Limits
) -> None:
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    stream.write(_connect_request(proxy, place))
    answer = await read_answer(stream, limits)
    if isinstance(answer, NotHttp):
        raise _failed(
            proxy,
            f"gave no HTTP answer: {escape_unsafe(answer.problem)}",
            "check its address and its kind, such as socks5://",
        )
    head = answer.head
    if not 200 <= head.status < 300:
        hint = f"it may not reach {place}, or not allow it"
        if head.status == 407:
            hint = "give a user and password: --proxy http://USER:PASSWORD@HOST:PORT"
        status = f"HTTP {head.status} {escape_unsafe(head.reason)}".rstrip()
        raise _failed(proxy, f"answered {status}", hint)
    if answer.rest:
        raise _failed(proxy, "sent octets before the server could", "try another one")


def _connect_request(proxy: Proxy, place: str) -> bytes:
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.user is not None:
        credentials = f"{proxy.user}:{proxy.password or ''}".encode()
        encoded = base64.b64encode(credentials).decode("ascii")
        lines.append(f"Proxy-Authorization: Basic {encoded}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1")
