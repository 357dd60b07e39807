"""Asking a proxy for a connection.

What a proxy says is bounded like any other answer, and its credentials go to it
alone.
"""

from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Limits
from wscli.net.http_tunnel import http_connect
from wscli.net.socks import socks5_connect
from wscli.net.stream import Stream


async def open_tunnel(
    stream: Stream, proxy: Proxy, host: str, port: int, limits: Limits
) -> None:
    """Make the proxy at the other end of the stream connect to a host and port.

    Afterwards the stream is a connection to that place.

    Raises:
        ConnectError: The proxy refused, or said what no proxy says.
        OSError: The connection broke.
    """
    match proxy.kind:
        case ProxyKind.HTTP | ProxyKind.HTTPS:
            await http_connect(stream, proxy, host, port, limits)
        case ProxyKind.SOCKS5 | ProxyKind.SOCKS5H:
            await socks5_connect(stream, proxy, host, port)
