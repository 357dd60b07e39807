import asyncio
import datetime
from pathlib import Path

import pytest

from tests.peers.certificates import Authority
from tests.peers.recorder import failure
from tests.peers.tcp import hang_up, require_ipv6, saying, serve, silence
from wscli.core.errors import ConnectError, UsageError, WscliError
from wscli.core.events import TlsSession
from wscli.core.target import Limits, Route, Target, Tls
from wscli.core.url import Url
from wscli.net.stream import Stream
from wscli.net.transport import abort, connect_unix, peer_address, start_tls
from wscli.net.transport import tls_session as session_of


async def plain(host: str, port: int) -> Stream:
    loop = asyncio.get_running_loop()
    _, stream = await loop.create_connection(Stream, host, port)
    return stream


def secure(port: int, host: str = "127.0.0.1") -> Url:
    return Url(True, host, port, "/")


# Unix sockets.


async def test_a_unix_socket_is_a_stream(tmp_path: Path) -> None:
    path = str(tmp_path / "socket")
    async with serve(saying(b"hello"), unix_socket=path):
        stream = await connect_unix(path)
        stream.write(b"x")
        assert await stream.read() == b"hello"
        assert peer_address(stream.transport) == f"unix:{path}"
        abort(stream)


async def test_what_is_wrong_with_a_unix_socket_is_told(tmp_path: Path) -> None:
    async def why(path: Path) -> str:
        route = Route(unix_socket=str(path))
        return str(await failure(Target(Url(False, "x", 80), route=route)))

    missing = tmp_path / "missing"
    assert await why(missing) == (
        f"TCP: the socket {missing}: no such file or directory;"
        " check the path of the socket and its permissions"
    )
    deserted = tmp_path / "deserted"
    async with serve(silence, unix_socket=str(deserted)):
        pass
    deserted.touch()
    assert await why(deserted) == (
        f"TCP: the socket {deserted} refused the connection;"
        " check that the server runs and listens there"
    )
    endless = tmp_path / ("x" * 200)
    assert await why(endless) == (
        f"TCP: connecting to the socket {endless} failed: AF_UNIX path too long"
    )


# Addresses.


async def test_the_address_of_a_peer_has_brackets_if_it_is_ipv6() -> None:
    require_ipv6()
    async with serve(silence) as server:
        stream = await plain(server.host, server.port)
        assert peer_address(stream.transport) == f"127.0.0.1:{server.port}"
        assert session_of(stream.transport, is_verified=True) is None
        abort(stream)
    async with serve(silence, host="::1") as server:
        stream = await plain(server.host, server.port)
        assert peer_address(stream.transport) == f"[::1]:{server.port}"
        abort(stream)


def test_a_stream_that_was_never_connected_has_nothing_to_drop() -> None:
    abort(Stream())


# TLS.


async def test_tls_tells_what_was_agreed_on(authority: Authority) -> None:
    async with serve(silence, tls=authority.server("localhost")) as server:
        stream = await plain(server.host, server.port)
        await start_tls(stream, authority.client(), "localhost")
        assert session_of(stream.transport, is_verified=False) == TlsSession(
            "TLSv1.3", "TLS_AES_256_GCM_SHA384", is_verified=False
        )
        abort(stream)


async def test_what_came_before_tls_is_not_taken_for_what_came_inside(
    authority: Authority,
) -> None:
    spoken = b"HTTP/1.1 302 Found\r\nLocation: ws://evil.example/\r\n\r\n"
    async with serve(saying(spoken)) as server:
        stream = await plain(server.host, server.port)
        stream.write(b"x")
        async with asyncio.timeout(5):
            octets = await stream.read()
            assert octets == spoken
            stream.data_received(octets)
        with pytest.raises(ConnectError) as caught:
            await start_tls(stream, authority.client(), "localhost")
        assert str(caught.value) == (
            "TLS: localhost spoke before the TLS handshake;"
            " use ws:// if the port is for plain connections"
        )
        abort(stream)


async def test_a_stream_that_is_over_is_not_waited_for(authority: Authority) -> None:
    async with serve(hang_up) as server:
        stream = await plain(server.host, server.port)
        assert await stream.read() == b""
        with pytest.raises(ConnectError) as caught:
            await start_tls(stream, authority.client(), "localhost", plain="http://")
        assert str(caught.value) == (
            "TLS: localhost broke the connection off during the TLS handshake;"
            " its log may tell why; use http:// if the port is for plain connections"
        )
        abort(stream)


async def test_a_port_without_tls_is_told_from_one_that_hangs_up() -> None:
    async with serve(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        why = await failure(Target(secure(server.port)))
    assert str(why) == (
        "TLS: 127.0.0.1 does not speak TLS on this port (wrong version number);"
        " use ws:// if the port is for plain connections"
    )
    async with serve(hang_up) as server:
        why = await failure(Target(secure(server.port)))
    assert str(why) == (
        "TLS: 127.0.0.1 broke the connection off during the TLS handshake;"
        " its log may tell why; use ws:// if the port is for plain connections"
    )


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (".example", "'.example'"),
        ("a..b", "'a..b'"),
        ("x" * 64, f"'{'x' * 60}...'"),
        ("a\0b", r"'a\x00b'"),
    ],
)
async def test_what_cannot_be_a_name_is_a_wrong_option(name: str, shown: str) -> None:
    async with serve(silence) as server:
        target = Target(secure(server.port), tls=Tls(server_name=name))
        why = await failure(target)
    assert isinstance(why, UsageError)
    assert str(why) == (
        f"{shown} cannot be the name of a server;"
        " write it as in the server's certificate"
    )


async def why_not(context_of: Authority, folder: Path, **certificate: object) -> str:
    """Return why a server with such a certificate is not trusted."""
    trusted = Authority().ca_file(folder) if certificate.pop("strange", 0) else None
    trusted = trusted or context_of.ca_file(folder)
    names = certificate.pop("names", ())
    context = context_of.server(*names, **certificate)
    async with serve(silence, tls=context) as server:
        target = Target(secure(server.port), tls=Tls(ca_file=trusted))
        why: WscliError = await failure(target)
    assert isinstance(why, ConnectError)
    assert not why.is_transient
    return str(why)


NOT_ACCEPTED = "TLS: the certificate of 127.0.0.1 was not accepted: "


async def test_a_certificate_of_an_unknown_authority_is_told(
    authority: Authority, tmp_path: Path
) -> None:
    assert await why_not(authority, tmp_path, strange=True) == (
        f"{NOT_ACCEPTED}unable to get local issuer certificate; trust its authority"
        " with --cacert FILE, or let the server send the certificates between"
    )


async def test_a_certificate_for_another_address_or_name_is_told(
    authority: Authority, tmp_path: Path
) -> None:
    assert await why_not(authority, tmp_path, names=("example.com",)) == (
        f"{NOT_ACCEPTED}IP address mismatch, certificate is not valid for"
        " '127.0.0.1'; use a name that is in the certificate, or --server-name NAME"
    )
    async with serve(silence, tls=authority.server("example.com")) as server:
        tls = Tls(ca_file=authority.ca_file(tmp_path))
        why = await failure(Target(secure(server.port, "localhost"), tls=tls))
    assert str(why) == (
        "TLS: the certificate of localhost was not accepted: Hostname mismatch,"
        " certificate is not valid for 'localhost';"
        " use the name in the certificate, or --server-name NAME"
    )


async def test_a_certificate_that_has_expired_is_told(
    authority: Authority, tmp_path: Path
) -> None:
    past = datetime.datetime(2020, 1, 1, tzinfo=datetime.UTC)
    assert await why_not(authority, tmp_path, not_after=past) == (
        f"{NOT_ACCEPTED}certificate has expired;"
        " renew the server's certificate, or use -k to go on without verification"
    )


async def test_a_certificate_that_vouches_for_itself_is_told(
    authority: Authority, tmp_path: Path
) -> None:
    async with serve(silence, tls=authority.self_signed(tmp_path)) as server:
        why = await failure(Target(secure(server.port), limits=Limits(connect=5)))
    assert str(why) == (
        f"{NOT_ACCEPTED}self-signed certificate;"
        " trust it with --cacert FILE, or use -k to go on without verification"
    )
