import asyncio
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.peers.echo import serve_echo
from tests.peers.opening import Request, answer, read_request
from tests.peers.proxies import tinyproxy
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import Behaviour, reset, saying, serve, silence, unused_port
from wscli.core.errors import ConnectError, Stage
from wscli.core.events import Dialing, MessageSeen
from wscli.core.frames import MessageKind
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Limits, Route, Target
from wscli.core.url import Url


def through(port: int, url: Url, user: str | None = None, password: str = "") -> Target:
    proxy = Proxy(ProxyKind.HTTP, "127.0.0.1", port, user, password or None)
    return Target(url, route=Route(proxy=proxy), limits=Limits(connect=5))


async def test_messages_pass_through_a_proxy(
    tmp_path: Path, recorder: Recorder
) -> None:
    async with AsyncExitStack() as stack:
        port = stack.enter_context(tinyproxy(tmp_path))
        server = await stack.enter_async_context(serve_echo())
        target = through(port, server.url())
        connection = await stack.enter_async_context(connected(target, recorder))
        assert connection.opened.address == f"127.0.0.1:{port}"
        assert connection.opened.timings.proxy > 0
        await connection.send(MessageKind.TEXT, b"hello")
        await recorder.hear(MessageSeen, 2)
        await connection.close()
    assert recorder.received == [b"hello"]
    assert recorder.of(Dialing)[0].via == f"http://127.0.0.1:{port}"


async def test_a_proxy_lets_in_who_has_the_password_and_others_are_told(
    tmp_path: Path, recorder: Recorder
) -> None:
    async with AsyncExitStack() as stack:
        port = stack.enter_context(
            tinyproxy(tmp_path, user="me", password="open-sesame")
        )
        server = await stack.enter_async_context(serve_echo())
        url = server.url()
        why = await failure(through(port, url))
        assert str(why) == (
            f"proxy: http://127.0.0.1:{port} answered HTTP 407 Proxy Authentication"
            " Required; give a user and password:"
            " --proxy http://USER:PASSWORD@HOST:PORT"
        )
        why = await failure(through(port, url, "me", "wrong"))
        # tinyproxy answers those who have tried with another status.
        assert str(why) == (
            f"proxy: http://127.0.0.1:{port} answered HTTP 401 Unauthorized;"
            " check its user and password"
        )
        assert isinstance(why, ConnectError)
        assert not why.is_transient
        target = through(port, url, "me", "open-sesame")
        await stack.enter_async_context(connected(target, recorder))


async def test_a_server_that_the_proxy_does_not_reach_is_told(tmp_path: Path) -> None:
    closed = unused_port()
    with tinyproxy(tmp_path) as port:
        why = await failure(through(port, Url(False, "127.0.0.1", closed)))
    assert str(why) == (
        f"proxy: http://127.0.0.1:{port} answered HTTP 500 Unable to connect;"
        f" it may not reach 127.0.0.1:{closed}, or not allow it"
    )
    assert isinstance(why, ConnectError)
    assert why.is_transient


async def test_a_proxy_that_is_not_there_is_told() -> None:
    port = unused_port()
    why = await failure(through(port, Url(False, "example.com", 80)))
    assert str(why) == (
        f"proxy: http://127.0.0.1:{port} cannot be reached: TCP: 127.0.0.1:{port}"
        " refused the connection; check --proxy, or the proxy variables of the"
        " environment"
    )


# Proxies that misbehave.


async def why_through(
    behaviour: Behaviour, *, user: str | None = None, limits: Limits | None = None
) -> tuple[ConnectError, str]:
    """Return why such a proxy fails, and what to call it."""
    async with serve(behaviour) as server:
        target = through(server.port, Url(False, "example.com", 80), user, "secret")
        if limits is not None:
            target = Target(target.url, route=target.route, limits=limits)
        why = await failure(target)
    assert isinstance(why, ConnectError)
    assert why.stage is Stage.PROXY
    assert "\n" not in str(why)
    assert "secret" not in str(why)
    return why, f"http://127.0.0.1:{server.port}"


async def hang_up_politely(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter
) -> None:
    await read_request(reader)


async def reset_it(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    await read_request(reader)
    reset(writer)


NOT_HTTP = "gave no HTTP answer: "
KIND = "; check its address and its kind, such as socks5://"


@pytest.mark.parametrize(
    ("behaviour", "sentence"),
    [
        (hang_up_politely, f"{NOT_HTTP}nothing came{KIND}"),
        (
            saying(b"\x05\x00"),
            f"{NOT_HTTP}it does not begin like an HTTP answer{KIND}",
        ),
        (
            saying(b"HTTP/1.1 200 OK\r\n\x1b[31m\r\n\r\n"),
            f"{NOT_HTTP}a header line is malformed: '\\x1b[31m'{KIND}",
        ),
        (
            saying(b"HTTP/1.1 200 OK\r\n" + b"A: x\r\n" * 200),
            f"{NOT_HTTP}its head is over 128 lines{KIND}",
        ),
        (
            saying(answer("HTTP/1.1 200 OK") + b"too early"),
            "sent octets before the server could",
        ),
        (
            saying(answer("HTTP/1.1 403 " + "no" * 9000)),
            f"{NOT_HTTP}its head is over 16384 bytes{KIND}",
        ),
        (
            saying(answer(f"HTTP/1.1 403 {'no' * 99}")),
            f"answered HTTP 403 {'no' * 30}...;"
            " it may not reach example.com:80, or not allow it",
        ),
        (
            saying(answer("HTTP/1.1 407")),
            "answered HTTP 407; check its user and password",
        ),
    ],
)
async def test_a_proxy_that_misbehaves_is_told(
    behaviour: Behaviour, sentence: str
) -> None:
    why, name = await why_through(behaviour, user="me")
    assert str(why) == f"proxy: {name} {sentence}"
    assert not why.is_transient


async def test_a_proxy_that_breaks_the_connection_is_told() -> None:
    why, name = await why_through(reset_it)
    assert str(why) == (
        f"proxy: the connection to {name} broke: connection reset by peer"
    )


async def test_a_proxy_that_says_nothing_is_given_up() -> None:
    why, name = await why_through(silence, limits=Limits(connect=0.05))
    assert str(why) == (
        f"proxy: {name} opened no connection to example.com within 50 ms;"
        " allow more with --connect-timeout, or check what the server does"
    )


async def test_credentials_go_to_the_proxy_alone(recorder: Recorder) -> None:
    requests: list[Request] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        requests.append(await read_request(reader))
        writer.write(answer("HTTP/1.1 200 OK"))
        requests.append(await read_request(reader))

    async with serve(note) as server:
        url = Url(False, "::1", 8000, "/")
        why = await failure(through(server.port, url, "m:e", "secret"), recorder)
    asked, opening = requests
    assert asked.line == "CONNECT [::1]:8000 HTTP/1.1"
    assert asked.headers == (
        ("Host", "[::1]:8000"),
        ("Proxy-Authorization", "Basic bTplOnNlY3JldA=="),
    )
    assert opening.header("Proxy-Authorization") is None
    assert "secret" not in f"{why}{recorder.events}"
