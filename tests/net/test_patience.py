import asyncio
import socket

import pytest

from tests.peers.opening import read_request, switching
from tests.peers.recorder import Recorder, failure
from tests.peers.tcp import drip, serve, silence
from wscli.core.errors import ConnectError, Stage
from wscli.core.events import Refused
from wscli.core.override import Override
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Limits, Route, Target
from wscli.core.url import Url
from wscli.net.patience import explain_timeout

SHORT = Limits(connect=0.3)
HINT = "allow more with --connect-timeout, or check what the server does"
URL = Url(False, "example.com", 8000, "/secret?token=1")
PROXY = Proxy(ProxyKind.HTTP, "proxy", 3128, "me", "secret")


@pytest.mark.parametrize(
    ("stage", "route", "sentence"),
    [
        (Stage.DNS, Route(), "the name server gave no address of example.com"),
        (Stage.DNS, Route(proxy=PROXY), "the name server gave no address of proxy"),
        (Stage.TCP, Route(), "example.com port 8000 did not accept the connection"),
        (Stage.TCP, Route(proxy=PROXY), "proxy port 3128 did not accept the connec"),
        (
            Stage.TCP,
            Route(connect_to=(Override("", None, "other", 9000),)),
            "other port 9000 did not accept the connection",
        ),
        (
            Stage.TCP,
            Route(unix_socket="/run/x"),
            "/run/x did not accept the connection",
        ),
        (
            Stage.PROXY,
            Route(proxy=PROXY),
            "http://proxy:3128 opened no connection to example.com:8000",
        ),
        (Stage.TLS, Route(), "example.com:8000 did not finish the TLS handshake"),
        (Stage.HANDSHAKE, Route(), "example.com:8000 did not answer"),
    ],
)
def test_each_stage_says_what_was_not_done_in_time(
    stage: Stage, route: Route, sentence: str
) -> None:
    error = explain_timeout(stage, Target(URL, route=route))
    assert str(error).startswith(f"{stage.value}: {sentence}")
    assert str(error).endswith(f" within 10.0 s; {HINT}")
    assert "secret" not in str(error)
    assert (error.stage, error.is_transient) == (stage, True)


async def late(target: Target) -> str:
    error = await failure(target)
    assert isinstance(error, ConnectError)
    return str(error)


async def test_a_name_server_that_does_not_answer_is_given_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = asyncio.Event()
    loop = asyncio.get_running_loop()
    answers = socket.socketpair()

    def wait(*_: object) -> list[object]:
        loop.call_soon_threadsafe(asked.set)
        answers[0].recv(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    sentence = await late(Target(Url(False, "slow.example", 80), limits=SHORT))
    assert asked.is_set()
    assert sentence == (
        f"DNS: the name server gave no address of slow.example within 300 ms; {HINT}"
    )
    for each in answers:
        each.close()


async def test_a_host_that_does_not_answer_is_given_up() -> None:
    # A queue of one connection that nobody accepts from: the system drops the others.
    with socket.create_server(("127.0.0.1", 0), backlog=0) as full:
        port = full.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            url = Url(False, "127.0.0.1", port)
            sentence = await late(Target(url, limits=SHORT))
    assert sentence == (
        f"TCP: 127.0.0.1 port {port} did not accept the connection within 300 ms;"
        f" {HINT}"
    )


async def test_a_silent_server_is_given_up_with_and_without_tls() -> None:
    async with serve(silence) as server:
        plain = await late(Target(server.url(), limits=SHORT))
        url = Url(True, server.host, server.port)
        secure = await late(Target(url, limits=SHORT))
    place = f"127.0.0.1:{server.port}"
    assert plain == f"opening handshake: {place} did not answer within 300 ms; {HINT}"
    assert secure == (
        f"TLS: {place} did not finish the TLS handshake within 300 ms; {HINT}"
    )


async def test_an_answer_that_drips_is_given_up_at_the_same_time() -> None:
    async def dawdle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        answer = switching(await read_request(reader))
        while True:
            await drip(writer, answer[:-2])
            answer = b"A: x\r\n" * 8
            await asyncio.sleep(0.05)

    async with serve(dawdle) as server:
        sentence = await late(Target(server.url(), limits=SHORT))
    assert sentence == (
        f"opening handshake: 127.0.0.1:{server.port} did not answer within 300 ms;"
        f" {HINT}"
    )


async def test_redirects_do_not_buy_time() -> None:
    begun = asyncio.get_running_loop().time()

    async def send_on(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await read_request(reader)
        await asyncio.sleep(0.03)
        writer.write(b"HTTP/1.1 302 \r\nLocation: /\r\nContent-Length: 0\r\n\r\n")

    async with serve(send_on) as server:
        target = Target(server.url(), limits=SHORT, max_redirects=1000)
        sentence = await late(target)
    assert sentence.endswith(f" within 300 ms; {HINT}")
    assert asyncio.get_running_loop().time() - begun < 5


async def test_a_status_that_came_in_time_is_told_though_its_body_does_not(
    recorder: Recorder,
) -> None:
    async def dawdle(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await read_request(reader)
        writer.write(b"HTTP/1.1 403 Forbidden\r\n\r\nbecause")
        await silence(reader, writer)

    async with serve(dawdle) as server:
        error = await failure(Target(server.url(), limits=SHORT), recorder)
    assert str(error) == "opening handshake: the server refused with HTTP 403"
    (refused,) = recorder.of(Refused)
    assert (refused.body, refused.is_body_cut) == (b"because", True)
