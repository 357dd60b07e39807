import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from tests.peers.certificates import Authority
from tests.peers.echo import serve_blocking_echo, serve_echo
from tests.peers.opening import Request, answer, read_request
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import Behaviour, TcpServer, serve
from wscli.core.errors import HandshakeError
from wscli.core.events import Dialing, Refused
from wscli.core.target import Request as OpeningRequest
from wscli.core.target import Target, Tls
from wscli.net.dial import RefusedError
from wscli.net.redirect import location_of


def redirecting(
    location: str, seen: list[Request] | None = None, *, status: int = 302
) -> Behaviour:
    async def redirect(
        reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        request = await read_request(reader)
        if seen is not None:
            seen.append(request)
        octets = location.encode()
        writer.write(
            answer(f"HTTP/1.1 {status} Elsewhere", "Content-Length: 0")[:-2]
            + b"Location: %b\r\n\r\n" % octets
        )

    return redirect


@asynccontextmanager
async def leading_to_echo(
    seen: list[Request], *, max_redirects: int = 5
) -> AsyncIterator[tuple[Target, TcpServer]]:
    """Serve an echo, and a target that redirects to it."""
    async with (
        serve_echo() as echo,
        serve(redirecting(str(echo.url("/there")), seen)) as first,
    ):
        yield Target(first.url("/here"), max_redirects=max_redirects), echo


@pytest.mark.parametrize(
    ("status", "location", "expected"),
    [
        *((status, "/x", "/x") for status in (301, 302, 303, 307, 308)),
        *((status, "/x", None) for status in (200, 300, 304, 305, 403)),
        (302, None, None),
    ],
)
def test_some_statuses_redirect(
    status: int, location: str | None, expected: str | None
) -> None:
    fields = () if location is None else (("location", location),)
    assert location_of(Refused(0.0, "ws://x/", status, "", (), fields)) == expected


async def test_redirects_are_not_followed_unasked() -> None:
    async with leading_to_echo([], max_redirects=0) as (target, _):
        why = await failure(target)
    assert isinstance(why, RefusedError)
    assert str(why) == "opening handshake: the server refused with HTTP 302"
    assert why.refused.header("Location")


async def test_a_redirect_is_followed_and_told(recorder: Recorder) -> None:
    async with leading_to_echo([]) as (target, echo):
        async with connected(target, recorder) as connection:
            assert connection.opened.url == str(echo.url("/there"))
        (refused,) = recorder.of(Refused)
        assert (refused.url, refused.status) == (str(target.url), 302)
        assert [each.url for each in recorder.of(Dialing)] == [
            str(target.url),
            str(echo.url("/there")),
        ]


async def test_a_relative_location_stays_with_the_server_and_its_header_fields(
    recorder: Recorder,
) -> None:
    seen: list[Request] = []
    async with serve(redirecting("../next?q=1", seen)) as server:
        target = Target(
            server.url("/a/b/c?secret=1"),
            OpeningRequest(headers=(("Authorization", "Bearer abc"),)),
            max_redirects=1,
        )
        why = await failure(target, recorder)
    assert str(why) == (
        "opening handshake: another redirect after the 1 that are allowed;"
        " they may go round in a circle; -v shows each of them"
    )
    assert [request.line for request in seen] == [
        "GET /a/b/c?secret=1 HTTP/1.1",
        "GET /a/next?q=1 HTTP/1.1",
    ]
    assert [request.header("Authorization") for request in seen] == ["Bearer abc"] * 2


async def test_a_circle_is_left_at_the_limit(recorder: Recorder) -> None:
    async with serve(redirecting("/")) as server:
        why = await failure(Target(server.url(), max_redirects=5), recorder)
        assert server.accepted == 6
    assert str(why).startswith(
        "opening handshake: another redirect after the 5 that are allowed;"
    )
    assert len(recorder.of(Refused)) == 6


async def test_another_origin_does_not_see_the_user_s_header_fields(
    recorder: Recorder,
) -> None:
    seen: list[Request] = []
    async with (
        serve(redirecting("/end", seen, status=308)) as other,
        serve(redirecting(str(other.url("/there")), seen)) as first,
    ):
        secrets = (
            ("Authorization", "Bearer abc"),
            ("Cookie", "session=abc"),
            ("X-Token", "abc"),
            ("Host", "secret.example"),
        )
        request = OpeningRequest(headers=secrets, subprotocols=("chat",))
        await failure(Target(first.url(), request, max_redirects=1))
    ours, theirs = seen
    assert [ours.header(name) for name, _ in secrets] == [each for _, each in secrets]
    assert "abc" not in f"{theirs}"
    assert theirs.header("Host") == f"127.0.0.1:{other.port}"
    assert theirs.header("Sec-WebSocket-Protocol") is None


async def test_another_origin_does_not_see_the_client_certificate(
    authority: Authority, tmp_path: Path
) -> None:
    tls = Tls(
        ca_file=authority.ca_file(tmp_path), cert_file=authority.client_file(tmp_path)
    )
    insisting = authority.server(clients=authority)
    async with AsyncExitStack() as stack:
        other = stack.enter_context(serve_blocking_echo(insisting))
        first = await stack.enter_async_context(
            serve(redirecting(str(other.url())), tls=insisting)
        )
        target = Target(first.url(), tls=tls, max_redirects=1)
        why = await failure(target)
        assert why.sentence == (
            "TLS: 127.0.0.1 wants a client certificate"
            " (tlsv13 alert certificate required)"
        )
        # There is nothing wrong with the certificate.
        direct = replace(target, url=other.url())
        await stack.enter_async_context(connected(direct, Recorder()))


async def test_tls_is_not_given_up(authority: Authority, tmp_path: Path) -> None:
    location = "ws://me:pass@example.com/?token=secret"
    async with serve(redirecting(location), tls=authority.server()) as server:
        tls = Tls(ca_file=authority.ca_file(tmp_path))
        why = await failure(Target(server.url(), tls=tls, max_redirects=5))
    assert isinstance(why, HandshakeError)
    assert str(why) == (
        "opening handshake: the redirect leads from wss to ws://example.com; it is not"
        " followed, since it gives up TLS; connect there by hand if that is meant"
    )


@pytest.mark.parametrize(
    "location",
    [
        "ftp://example.com/",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ws://",
        "http://[::1/",
        "ws://x:99999/",
        "ws://a b/",
        "ws://\x1b[31mred/",
        "ws://user:secret@exa mple/",
        f"ftp://{'x' * 10_000}",
    ],
)
async def test_a_location_that_leads_nowhere_is_told_in_one_short_line(
    location: str,
) -> None:
    async with serve(redirecting(location)) as server:
        why = await failure(Target(server.url(), max_redirects=5))
    assert isinstance(why, HandshakeError)
    assert str(why).startswith("opening handshake: the redirect leads nowhere: the ")
    assert len(str(why)) < 300
    assert str(why).isprintable()
    assert "secret" not in str(why)
