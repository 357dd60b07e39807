import asyncio
import errno
import socket
import threading

import pytest

from tests.peers.echo import serve_echo
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import require_ipv6, unused_port
from wscli.core.errors import ConnectError, Stage
from wscli.core.override import Override
from wscli.core.target import Family, Limits, Route, Target
from wscli.core.url import Url
from wscli.net.resolve import explain_connect, place_of, resolve


async def addresses(host: str, route: Route | None = None) -> list[str]:
    found = await resolve(host, 80, route or Route())
    assert {each[4][1] for each in found} == {80}
    return [each[4][0] for each in found]


async def no_address(host: str, route: Route | None = None) -> ConnectError:
    with pytest.raises(ConnectError) as caught:
        await resolve(host, 80, route or Route())
    assert caught.value.stage is Stage.DNS
    return caught.value


def failing(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    """Let every look-up fail with this error."""

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(socket, "getaddrinfo", fail)


# Names and addresses.


async def test_an_address_is_its_own() -> None:
    assert await addresses("127.0.0.1") == ["127.0.0.1"]
    assert await addresses("::1") == ["::1"]
    index, name = socket.if_nameindex()[0]
    (zoned,) = await resolve(f"fe80::1%{name}", 80, Route())
    assert zoned[4] == ("fe80::1", 80, 0, index)


async def test_a_name_is_looked_up_aside(monkeypatch: pytest.MonkeyPatch) -> None:
    threads: list[str] = []
    look_up = socket.getaddrinfo

    def note(*arguments: object) -> object:
        threads.append(threading.current_thread().name)
        return look_up(*arguments)

    monkeypatch.setattr(socket, "getaddrinfo", note)
    assert "127.0.0.1" in await addresses("localhost", Route(family=Family.IPV4))
    await addresses("127.0.0.1")
    assert threads == ["resolver", "MainThread"]


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            socket.gaierror(socket.EAI_NONAME, "x"),
            "DNS: the host example.com has no address;"
            " check the spelling, and the network's name server",
        ),
        (
            socket.gaierror(getattr(socket, "EAI_NODATA", socket.EAI_NONAME), "x"),
            "DNS: the host example.com has no address;"
            " check the spelling, and the network's name server",
        ),
        (
            socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution"),
            "DNS: looking up example.com failed: temporary failure in name resolution;"
            " try again later",
        ),
        (
            OSError(errno.EMFILE, None),
            "DNS: looking up example.com failed: too many open files; try again later",
        ),
        (
            UnicodeError("label too long"),
            "DNS: the host example.com has no address;"
            " check the spelling, and the network's name server",
        ),
    ],
)
async def test_a_name_without_an_address_is_told(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    failing(monkeypatch, error)
    assert str(await no_address("example.com")) == sentence


async def test_a_family_without_an_address_is_named(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    failing(monkeypatch, socket.gaierror(socket.EAI_NONAME, "x"))
    why = await no_address("example.com", Route(family=Family.IPV6))
    assert why.sentence == "DNS: the host example.com has no IPv6 address"


@pytest.mark.parametrize(
    ("host", "family"), [("127.0.0.1", Family.IPV6), ("::1", Family.IPV4)]
)
async def test_an_address_of_the_other_family_is_told(
    host: str, family: Family
) -> None:
    why = await no_address(host, Route(family=family))
    assert str(why) == f"DNS: {host} is not an {family.value} address; drop -4 or -6"
    assert not why.is_transient


def test_an_answer_that_nobody_waits_for_is_dropped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    release = threading.Event()
    asked = threading.Event()

    def wait(*_: object) -> list[object]:
        asked.set()
        release.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", wait)
    for is_closed in (True, False):
        with asyncio.Runner() as runner:
            runner.run(give_up("slow.example", asked))
            (thread,) = [
                each for each in threading.enumerate() if each.name == "resolver"
            ]
            if not is_closed:
                release.set()
                thread.join(5)
                runner.run(asyncio.sleep(0))
        release.set()
        thread.join(5)
        assert not thread.is_alive()
        release.clear()


async def give_up(host: str, asked: threading.Event) -> None:
    task = asyncio.ensure_future(resolve(host, 80, Route()))
    await asyncio.get_running_loop().run_in_executor(None, asked.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


# Overrides.


async def test_addresses_can_be_given_for_a_host_and_port() -> None:
    route = Route(
        resolve=(
            Override("example.com", 80, "127.0.0.1"),
            Override("example.com", 80, "::1"),
            Override("example.com", 443, "127.0.0.2"),
        )
    )
    assert await addresses("example.com", route) == ["127.0.0.1", "::1"]
    only_4 = Route(Family.IPV4, resolve=route.resolve)
    assert await addresses("example.com", only_4) == ["127.0.0.1"]
    only_6 = Route(Family.IPV6, resolve=route.resolve[:1])
    why = await no_address("example.com", only_6)
    assert why.sentence == "DNS: 127.0.0.1 is not an IPv6 address"


def test_a_connection_can_be_sent_elsewhere() -> None:
    overrides = (
        Override("example.com", 80, "other", 8080),
        Override("example.com", None, "", 9000),
        Override("", 443, "last"),
    )
    assert place_of("example.com", 80, overrides) == ("other", 8080)
    assert place_of("example.com", 443, overrides) == ("example.com", 9000)
    assert place_of("example.org", 443, overrides) == ("last", 443)
    assert place_of("example.org", 80, overrides) == ("example.org", 80)


# Connecting.


async def test_the_first_address_that_answers_is_taken(recorder: Recorder) -> None:
    async with serve_echo() as server:
        fixed = tuple(
            Override("example.com", None, each) for each in ("::1", "127.0.0.1")
        )
        url = Url(False, "example.com", server.port)
        target = Target(url, route=Route(resolve=fixed))
        async with connected(target, recorder) as connection:
            assert connection.opened.address == f"127.0.0.1:{server.port}"
            assert ("Host", f"example.com:{server.port}") in connection.opened.request


async def test_a_port_that_nobody_listens_on_is_told_with_each_address() -> None:
    require_ipv6()
    port = unused_port()
    fixed = tuple(Override("example.com", None, each) for each in ("::1", "127.0.0.1"))
    url = Url(False, "example.com", port)
    why = await failure(Target(url, route=Route(resolve=fixed), limits=Limits()))
    assert str(why) == (
        f"TCP: [::1]:{port}, 127.0.0.1:{port} refused the connection;"
        " check that the server runs and listens there"
    )
    assert isinstance(why, ConnectError)
    assert why.is_transient


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            OSError(errno.EHOSTUNREACH, "x"),
            "TCP: there is no route to HERE; check the network",
        ),
        (
            OSError(errno.ENETUNREACH, "x"),
            "TCP: there is no route to HERE; check the network",
        ),
        (
            OSError(errno.ETIMEDOUT, "x"),
            "TCP: HERE does not answer; check address and firewall",
        ),
        (
            OSError(errno.EACCES, None),
            "TCP: HERE: permission denied;"
            " check the path of the socket and its permissions",
        ),
        (
            OSError(errno.EADDRNOTAVAIL, "x"),
            "TCP: connecting to HERE failed: cannot assign requested address",
        ),
        (
            OSError("Multiple exceptions: [Errno 101] a, [Errno 111] b"),
            "TCP: connecting to HERE failed: network is unreachable, connection"
            " refused",
        ),
        (OSError("odd"), "TCP: connecting to HERE failed: odd"),
    ],
)
def test_other_failures_are_told_in_words(error: OSError, sentence: str) -> None:
    assert str(explain_connect(error, "HERE")) == sentence
