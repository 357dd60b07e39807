"""Asking an HTTP proxy for a connection: CONNECT (RFC 9110 section 9.3.6)."""

import base64

from wscli.core.proxy import Proxy
from wscli.core.target import Limits
from wscli.net.http_answer import read_answer
from wscli.net.proxy_error import credentials_hint, proxy_error
from wscli.net.stream import Stream
from wscli.wire.http_response import NotHttp
from wscli.wire.quoting import shortened


async def http_connect(
    stream: Stream, proxy: Proxy, host: str, port: int, limits: Limits
) -> None:
    """Make the HTTP proxy at the other end connect to a host and port.

    Raises:
        ConnectError: It refused, or spoke something else.
        OSError: The connection broke.
    """
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    stream.write(_request(proxy, place))
    answer = await read_answer(stream, limits)
    if isinstance(answer, NotHttp):
        raise proxy_error(
            proxy,
            f"gave no HTTP answer: {answer.problem}",
            "check its address and its kind, such as socks5://",
        )
    head = answer.head
    if not 200 <= head.status < 300:
        hint = f"it may not reach {place}, or not allow it"
        if head.status in (401, 407):
            hint = credentials_hint(proxy)
        status = f"HTTP {head.status} {shortened(head.reason)}".rstrip()
        # Only a server that the proxy does not reach may be there later.
        is_transient = head.status >= 500
        raise proxy_error(proxy, f"answered {status}", hint, is_transient=is_transient)
    if answer.rest:
        raise proxy_error(proxy, "sent octets before the server could")


def _request(proxy: Proxy, place: str) -> bytes:
    lines = [f"CONNECT {place} HTTP/1.1", f"Host: {place}"]
    if proxy.user is not None:
        credentials = f"{proxy.user}:{proxy.password or ''}".encode()
        encoded = base64.b64encode(credentials).decode("ascii")
        lines.append(f"Proxy-Authorization: Basic {encoded}")
    return "\r\n".join([*lines, "", ""]).encode("ascii")
