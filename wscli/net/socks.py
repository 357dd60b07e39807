"""Asking a SOCKS5 proxy for a connection."""

from wscli.core.proxy import Proxy
from wscli.net.proxy_error import credentials_hint, proxy_error
from wscli.net.stream import Stream
from wscli.wire import socks5

# What may be otherwise later: failures and addresses that are out of reach.
_TRANSIENT = frozenset({1, 3, 4, 5, 6})


async def socks5_connect(stream: Stream, proxy: Proxy, host: str, port: int) -> None:
    """Make the SOCKS5 proxy at the other end connect to a host and port.

    Raises:
        ConnectError: It refused, or spoke something else.
        OSError: The connection broke.
    """
    await _authenticate(stream, proxy)
    stream.write(socks5.connect(host, port))
    start = await _read(stream, proxy, socks5.REPLY_START)
    _require(proxy, is_socks=start[0] == socks5.VERSION)
    code = start[1]
    if code != socks5.SUCCEEDED:
        raise proxy_error(
            proxy,
            f"did not connect to {host} port {port}: {socks5.explain_reply(code)}",
            is_transient=code in _TRANSIENT,
        )
    await _read(stream, proxy, socks5.missing_of_reply(start))


async def _authenticate(stream: Stream, proxy: Proxy) -> None:
    methods = [socks5.NO_AUTHENTICATION]
    if proxy.user is not None:
        methods.append(socks5.USER_AND_PASSWORD)
    stream.write(socks5.greet(*methods))
    version, method = await _read(stream, proxy, 2)
    _require(proxy, is_socks=version == socks5.VERSION)
    if method not in methods:
        raise proxy_error(
            proxy,
            "wants a way to authenticate that was not offered",
            credentials_hint(proxy),
        )
    if method == socks5.USER_AND_PASSWORD:
        await _log_in(stream, proxy, proxy.user or "", proxy.password or "")


async def _log_in(stream: Stream, proxy: Proxy, user: str, password: str) -> None:
    try:
        credentials = socks5.authenticate(user, password)
    except ValueError:
        raise proxy_error(
            proxy, "is of a kind that takes a user and password of at most 255 bytes"
        ) from None
    stream.write(credentials)
    _, refusal = await _read(stream, proxy, 2)
    if refusal:
        raise proxy_error(
            proxy, "refused the user or password", credentials_hint(proxy)
        )


async def _read(stream: Stream, proxy: Proxy, size: int) -> bytes:
    octets = await stream.read_exactly(size)
    if len(octets) < size:
        raise proxy_error(
            proxy,
            "closed the connection without an answer",
            "check its user and password, and its kind, such as http://",
            is_transient=True,
        )
    return octets


def _require(proxy: Proxy, *, is_socks: bool) -> None:
    if not is_socks:
        raise proxy_error(
            proxy,
            "gave an answer that is not SOCKS5",
            "check its address and its kind, such as http://",
        )
