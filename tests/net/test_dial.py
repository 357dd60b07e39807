import asyncio
import socket
from contextlib import AsyncExitStack
from pathlib import Path

import pytest

from tests.peers.certificates import Authority
from tests.peers.echo import serve_echo
from tests.peers.opening import answer, read_request, upgrade
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import (
    Behaviour,
    hang_up,
    require_ipv6,
    reset,
    saying,
    serve,
    silence,
)
from wscli.core.clock import SystemClock
from wscli.core.errors import ConnectError, Stage, UsageError
from wscli.core.events import Dialing, MessageSeen, Opened, Refused
from wscli.core.frames import MessageKind
from wscli.core.override import Override
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Family, Limits, Route, Target, Tls
from wscli.core.url import Url
from wscli.net.dial import RefusedError, dial


async def test_a_connection_is_dialled_in_timed_stages(recorder: Recorder) -> None:
    async with serve_echo() as server:
        target = Target(Url(False, "localhost", server.port), route=Route(Family.IPV4))
        async with connected(target, recorder) as connection:
            timings = connection.opened.timings
            await connection.close()
    assert None not in (timings.dns, timings.tcp, timings.handshake)
    assert min(timings.dns, timings.tcp, timings.handshake) >= 0
    assert (timings.proxy, timings.tls) == (None, None)
    assert [type(event) for event in recorder.events[:2]] == [Dialing, Opened]
    dialing, opened = recorder.events[:2]
    assert (dialing.url, dialing.via) == (f"ws://localhost:{server.port}/", None)
    assert opened.address == f"127.0.0.1:{server.port}"
    assert 0 <= dialing.at <= opened.at


async def test_tls_is_a_stage_of_its_own(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with (
        serve_echo(tls=authority.server()) as server,
        connected(Target(server.url(), tls=tls), recorder) as connection,
    ):
        assert connection.opened.timings.tls > 0
        assert connection.opened.tls.version == "TLSv1.3"
        await connection.send(MessageKind.TEXT, b"hello")
        await recorder.hear(MessageSeen, 2)
    assert recorder.received == [b"hello"]


async def test_time_may_be_counted_from_before(recorder: Recorder) -> None:
    clock = SystemClock()
    async with serve_echo() as server:
        connection = await dial(
            Target(server.url()), recorder, clock, started=clock.monotonic() - 100
        )
        await connection.close()
    assert all(100 <= event.at < 200 for event in recorder.events)


# Where to.


async def test_an_ipv6_address_is_dialled(recorder: Recorder) -> None:
    require_ipv6()
    async with (
        serve_echo(host="::1") as server,
        connected(Target(server.url()), recorder) as connection,
    ):
        opened = connection.opened
    assert opened.url == f"ws://[::1]:{server.port}/"
    assert opened.address == f"[::1]:{server.port}"
    assert opened.request[0] == ("Host", f"[::1]:{server.port}")


@pytest.mark.parametrize(
    ("family", "host"), [(Family.IPV4, "127.0.0.1"), (Family.IPV6, "::1")]
)
async def test_only_addresses_of_the_family_are_dialled(
    recorder: Recorder, family: Family, host: str
) -> None:
    require_ipv6()
    fixed = tuple(Override("both.example", None, each) for each in ("::1", "127.0.0.1"))
    async with serve_echo(host=host) as server:
        url = Url(False, "both.example", server.port)
        target = Target(url, route=Route(family, resolve=fixed))
        async with connected(target, recorder) as connection:
            assert host in connection.opened.address


async def test_a_connection_sent_elsewhere_keeps_its_names(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with serve_echo(tls=authority.server("example.com")) as server:
        elsewhere = Override("example.com", 443, "127.0.0.1", server.port)
        # The dot that ends a full name is in no certificate.
        for host in ("example.com", "example.com."):
            target = Target(
                Url(True, host, 443, "/"),
                tls=tls,
                route=Route(connect_to=(Override("", 443, *place_of(elsewhere)),)),
            )
            async with connected(target, Recorder()) as connection:
                assert connection.opened.request[0] == ("Host", host)
                assert connection.opened.address == f"127.0.0.1:{server.port}"


def place_of(override: Override) -> tuple[str, int | None]:
    return override.to_host, override.to_port


async def test_a_unix_socket_is_dialled(recorder: Recorder, tmp_path: Path) -> None:
    path = str(tmp_path / "socket")

    async def accept(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await upgrade(reader, writer)
        await silence(reader, writer)

    async with serve(accept, unix_socket=path):
        url = Url(False, "example.com", 80, "/ws")
        target = Target(url, route=Route(unix_socket=path))
        async with connected(target, recorder) as connection:
            opened = connection.opened
    assert opened.address == f"unix:{path}"
    assert opened.request[0] == ("Host", "example.com")
    assert (opened.timings.dns, opened.timings.tcp is None) == (None, False)


# What goes wrong.


async def test_files_are_read_before_anything_is_sent(recorder: Recorder) -> None:
    async with serve(silence) as server:
        target = Target(server.url(), tls=Tls(ca_file="/nowhere/ca.pem"))
        why = await failure(target, recorder)
        assert server.accepted == 0
    assert isinstance(why, UsageError)
    assert recorder.events == []


async def test_a_refusal_is_an_event_and_an_error(recorder: Recorder) -> None:
    async with serve(saying(answer("HTTP/1.1 403 No", body=b"why"))) as server:
        why = await failure(
            Target(server.url("/x"), limits=Limits(body=0.05)), recorder
        )
    assert isinstance(why, RefusedError)
    assert recorder.of(Refused) == [why.refused]
    assert why.refused.url == f"ws://127.0.0.1:{server.port}/x"
    assert why.refused.request[0] == ("Host", f"127.0.0.1:{server.port}")


async def test_a_name_with_a_zone_is_verified_without_it(authority: Authority) -> None:
    async with serve(silence, tls=authority.server("::1")) as server:
        fixed = (Override("", None, "127.0.0.1"),)
        url = Url(True, "fe80::1%lo", server.port, "/")
        why = await failure(Target(url, route=Route(resolve=fixed)))
    assert why.sentence.startswith("TLS: the certificate of fe80::1 was not accepted")


# Whoever gives up leaves nothing behind: the fixture of all tests looks for sockets.


async def half_open(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(answer("HTTP/1.1 200 OK"))
    await silence(reader, writer)


async def cut_short(target: Target) -> None:
    """Dial, and cancel at every turn that it takes until it waits for the peer."""
    for turns in range(25):
        task = asyncio.ensure_future(dial(target, Recorder(), SystemClock()))
        for _ in range(turns):
            await asyncio.sleep(0)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    for _ in range(5):
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    ("kind", "behaviour"),
    [
        (None, silence),
        (ProxyKind.HTTP, silence),
        (ProxyKind.HTTP, half_open),
        (ProxyKind.HTTPS, silence),
        (ProxyKind.SOCKS5H, silence),
    ],
)
@pytest.mark.parametrize("is_secure", [False, True])
async def test_dialling_may_be_given_up_at_any_time(
    authority: Authority,
    tmp_path: Path,
    kind: ProxyKind | None,
    behaviour: Behaviour,
    *,
    is_secure: bool,
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with serve(behaviour) as server:
        fixed = tuple(
            Override("both.example", None, each) for each in ("::1", "127.0.0.1")
        )
        proxy = None if kind is None else Proxy(kind, "both.example", server.port)
        url = Url(is_secure, "both.example", server.port, "/")
        await cut_short(Target(url, route=Route(proxy=proxy, resolve=fixed), tls=tls))


async def test_dialling_may_be_given_up_in_the_middle_of_tls(
    authority: Authority, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with serve(silence, tls=authority.server()) as server:
        await cut_short(Target(server.url(), tls=tls))


async def test_dialling_may_be_given_up_in_the_body_of_a_refusal() -> None:
    async with serve(saying(answer("HTTP/1.1 403 No"))) as server:
        await cut_short(Target(server.url()))


async def test_dialling_may_be_given_up_while_a_name_is_looked_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    held = socket.socketpair()

    def wait(*_: object) -> list[object]:
        held[0].recv(1)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    await cut_short(Target(Url(False, "slow.example", 80)))
    for each in held:
        each.close()


@pytest.mark.parametrize("has_tls", [False, True])
@pytest.mark.parametrize("leave", [hang_up, reset])
async def test_a_failure_leaves_nothing_behind(
    authority: Authority, tmp_path: Path, leave: object, *, has_tls: bool
) -> None:
    async def read_and_leave(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        await read_request(reader)
        if leave is reset:
            reset(writer)

    async with AsyncExitStack() as stack:
        tls = authority.server() if has_tls else None
        server = await stack.enter_async_context(serve(read_and_leave, tls=tls))
        trusted = Tls(ca_file=authority.ca_file(tmp_path))
        why = await failure(Target(server.url(), tls=trusted))
    assert isinstance(why, ConnectError)
    assert why.stage is Stage.HANDSHAKE
