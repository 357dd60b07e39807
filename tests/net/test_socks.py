import asyncio
from contextlib import AsyncExitStack
from dataclasses import replace

import pytest

from tests.peers.echo import serve_echo
from tests.peers.proxies import microsocks
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import drip, saying, serve, silence, unused_port
from wscli.core.errors import ConnectError
from wscli.core.events import MessageSeen
from wscli.core.frames import MessageKind
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Family, Limits, Route, Target
from wscli.core.url import Url

ME = ("me", "open-sesame")
KIND = "check its address and its kind, such as http://"


def through(
    port: int,
    url: Url,
    *credentials: str,
    kind: ProxyKind = ProxyKind.SOCKS5H,
    limits: Limits | None = None,
) -> Target:
    proxy = Proxy(kind, "127.0.0.1", port, *credentials)
    return Target(url, route=Route(proxy=proxy), limits=limits or Limits(connect=5))


@pytest.mark.parametrize("kind", [ProxyKind.SOCKS5, ProxyKind.SOCKS5H])
@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
async def test_messages_pass_through_a_proxy(
    recorder: Recorder, kind: ProxyKind, host: str
) -> None:
    async with AsyncExitStack() as stack:
        port = stack.enter_context(microsocks())
        server = await stack.enter_async_context(serve_echo())
        target = through(port, Url(False, host, server.port), kind=kind)
        connection = await stack.enter_async_context(connected(target, recorder))
        assert connection.opened.address == f"127.0.0.1:{port}"
        await connection.send(MessageKind.TEXT, b"hello")
        await recorder.hear(MessageSeen, 2)
        await connection.close()
    assert recorder.received == [b"hello"]


async def test_a_proxy_lets_in_who_has_the_password_and_others_are_told(
    recorder: Recorder,
) -> None:
    async with AsyncExitStack() as stack:
        port = stack.enter_context(microsocks(user=ME[0], password=ME[1]))
        server = await stack.enter_async_context(serve_echo())
        url = server.url()
        assert str(await failure(through(port, url))) == (
            f"proxy: socks5h://127.0.0.1:{port} wants a way to authenticate that was"
            " not offered; give a user and password:"
            " --proxy socks5h://USER:PASSWORD@HOST:PORT"
        )
        why = await failure(through(port, url, "me", "wrong"))
        assert isinstance(why, ConnectError)
        assert not why.is_transient
        assert str(why) == (
            f"proxy: socks5h://127.0.0.1:{port} refused the user or password;"
            " check its user and password"
        )
        await stack.enter_async_context(connected(through(port, url, *ME), recorder))


async def test_a_server_that_the_proxy_does_not_reach_is_told() -> None:
    closed = unused_port()
    with microsocks() as port:
        why = await failure(through(port, Url(False, "127.0.0.1", closed)))
    assert str(why) == (
        f"proxy: socks5h://127.0.0.1:{port} did not connect to 127.0.0.1"
        f" port {closed}: connection refused"
    )
    assert isinstance(why, ConnectError)
    assert why.is_transient


@pytest.mark.parametrize(
    ("kind", "place"),
    [
        (ProxyKind.SOCKS5, b"\x01\x7f\x00\x00\x01"),
        (ProxyKind.SOCKS5H, b"\x03\x09localhost"),
    ],
)
async def test_a_name_is_looked_up_here_or_by_the_proxy(
    kind: ProxyKind, place: bytes
) -> None:
    asked: list[bytes] = []

    async def note(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(3)
        writer.write(b"\x05\x00")
        asked.append(await reader.read(65_536))
        writer.write(b"\x05\x04\x00\x01\x00")
        await silence(reader, writer)

    async with serve(note) as server:
        target = through(server.port, Url(False, "localhost", 80), kind=kind)
        route = replace(target.route, family=Family.IPV4)
        why = await failure(replace(target, route=route))
    assert asked == [b"\x05\x01\x00" + place + b"\x00\x50"]
    assert why.sentence.endswith(" port 80: host is unreachable")


# Proxies that misbehave.


@pytest.mark.parametrize(
    ("octets", "sentence"),
    [
        (b"HTTP/1.1 400 Bad Request", f"gave an answer that is not SOCKS5; {KIND}"),
        (
            b"\x05\xff",
            "wants a way to authenticate that was not offered;"
            " check its user and password",
        ),
        (
            b"\x05\x01",
            "wants a way to authenticate that was not offered;"
            " check its user and password",
        ),
        (b"\x05\x00HTTP/1.1", f"gave an answer that is not SOCKS5; {KIND}"),
        (
            b"\x05\x00\x05\x02\x00\x01\x00\x00\x00\x00\x00\x00",
            "did not connect to example.com port 80: its rules do not allow it",
        ),
        (
            b"\x05\x00\x05\xfe\x00\x01\x00",
            "did not connect to example.com port 80: reply 254",
        ),
    ],
)
async def test_a_proxy_that_misbehaves_is_told(octets: bytes, sentence: str) -> None:
    async with serve(saying(octets)) as server:
        why = await failure(through(server.port, Url(False, "example.com", 80), *ME))
    assert str(why) == f"proxy: socks5h://127.0.0.1:{server.port} {sentence}"
    assert isinstance(why, ConnectError)
    assert not why.is_transient


@pytest.mark.parametrize(
    "replies",
    [
        [b""],
        [b"\x05"],
        [b"\x05\x02", b"\x01"],
        [b"\x05\x02", b"\x01\x00", b"\x05\x00\x00\x01"],
        [b"\x05\x02", b"\x01\x00", b"\x05\x00\x00\x01\x7f\x00"],
    ],
)
async def test_a_proxy_that_hangs_up_in_the_middle_is_told(
    replies: list[bytes],
) -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for reply in replies:
            await reader.read(65_536)
            writer.write(reply)

    async with serve(leave) as server:
        why = await failure(through(server.port, Url(False, "example.com", 80), *ME))
    assert str(why) == (
        f"proxy: socks5h://127.0.0.1:{server.port} closed the connection without an"
        " answer; check its user and password, and its kind, such as http://"
    )
    assert isinstance(why, ConnectError)
    assert why.is_transient


async def test_a_proxy_that_says_nothing_is_given_up() -> None:
    async with serve(silence) as server:
        url = Url(False, "example.com", 80)
        why = await failure(through(server.port, url, limits=Limits(connect=0.05)))
    assert str(why) == (
        f"proxy: socks5h://127.0.0.1:{server.port} opened no connection to example.com"
        " within 50 ms; allow more with --connect-timeout, or check what the server"
        " does"
    )


async def test_credentials_that_are_too_long_are_told() -> None:
    async with serve(saying(b"\x05\x02")) as server:
        url = Url(False, "example.com", 80)
        why = await failure(through(server.port, url, "me", "x" * 256))
    assert str(why) == (
        f"proxy: socks5h://127.0.0.1:{server.port} is of a kind that takes a user and"
        " password of at most 255 bytes"
    )


@pytest.mark.parametrize(
    "address",
    [b"\x01\x7f\x00\x00\x01", b"\x04" + bytes(16), b"\x03\x04name", b"\x03\x00"],
)
async def test_what_follows_a_reply_of_any_length_is_the_server_s(
    address: bytes,
) -> None:
    async def pretend(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await reader.readexactly(3)
        await drip(writer, b"\x05\x00")
        await reader.read(65_536)
        await drip(writer, b"\x05\x00\x00" + address + b"\x00\x50")
        assert (await reader.read(65_536)).startswith(b"GET / HTTP/1.1\r\n")
        await drip(writer, b"HTTP/1.1 418 Teapot\r\nContent-Length: 0\r\n\r\n")
        await silence(reader, writer)

    async with serve(pretend) as server:
        why = await failure(through(server.port, Url(False, "example.com", 80)))
    assert str(why) == "opening handshake: the server refused with HTTP 418"
