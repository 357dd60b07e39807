from contextlib import AsyncExitStack
from pathlib import Path

from tests.peers.certificates import Authority
from tests.peers.echo import serve_echo
from tests.peers.proxies import tinyproxy, tls_front
from tests.peers.recorder import Recorder, connected, failure
from tests.peers.tcp import TcpServer, hang_up, saying, serve
from wscli.core.events import MessageSeen
from wscli.core.frames import MessageKind
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Limits, Route, Target, Tls
from wscli.core.url import Url


def through(front: TcpServer, url: Url, tls: Tls) -> Target:
    proxy = Proxy(ProxyKind.HTTPS, "127.0.0.1", front.port)
    return Target(url, route=Route(proxy=proxy), tls=tls, limits=Limits(connect=5))


async def test_a_plain_connection_passes_through_tls_to_the_proxy(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with AsyncExitStack() as stack:
        inner = stack.enter_context(tinyproxy(tmp_path))
        front = await stack.enter_async_context(tls_front(authority.server(), inner))
        server = await stack.enter_async_context(serve_echo())
        target = through(front, server.url(), tls)
        connection = await stack.enter_async_context(connected(target, recorder))
        assert connection.opened.tls is None
        await connection.send(MessageKind.TEXT, b"hello")
        await recorder.hear(MessageSeen, 2)
        await connection.close()
    assert recorder.received == [b"hello"]


async def test_tls_to_the_server_passes_inside_of_tls_to_the_proxy(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    megabyte = bytes(2**20)
    async with AsyncExitStack() as stack:
        inner = stack.enter_context(tinyproxy(tmp_path))
        front = await stack.enter_async_context(tls_front(authority.server(), inner))
        server = await stack.enter_async_context(
            serve_echo(tls=authority.server("localhost"), max_size=None)
        )
        tls = Tls(ca_file=authority.ca_file(tmp_path), server_name="localhost")
        target = through(front, server.url(), tls)
        connection = await stack.enter_async_context(connected(target, recorder))
        assert connection.opened.tls.version == "TLSv1.3"
        await connection.send(MessageKind.BINARY, megabyte)
        await recorder.hear(MessageSeen, 2)
        closed = await connection.close(4000, "done")
    assert recorder.received == [megabyte]
    assert (closed.code, closed.reason) == (4000, "done")


async def test_a_server_s_fault_inside_of_tls_to_the_proxy_is_the_server_s(
    authority: Authority, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with AsyncExitStack() as stack:
        inner = stack.enter_context(tinyproxy(tmp_path))
        front = await stack.enter_async_context(tls_front(authority.server(), inner))
        server = await stack.enter_async_context(
            serve_echo(tls=authority.server("example.com"))
        )
        why = await failure(through(front, server.url(), tls))
    assert why.sentence == (
        "TLS: the certificate of 127.0.0.1 was not accepted: IP address mismatch,"
        " certificate is not valid for '127.0.0.1'"
    )


async def test_a_proxy_that_is_not_trusted_is_told_as_the_proxy(
    authority: Authority, stranger: Authority, tmp_path: Path
) -> None:
    tls = Tls(ca_file=authority.ca_file(tmp_path))
    async with tls_front(stranger.server(), 1) as front:
        why = await failure(through(front, Url(False, "example.com", 80), tls))
    assert str(why) == (
        f"proxy: https://127.0.0.1:{front.port}: TLS: the certificate of 127.0.0.1 was"
        " not accepted: unable to get local issuer certificate; trust its authority"
        " with --cacert FILE, or let the server send the certificates between"
    )


async def test_a_proxy_without_tls_is_told() -> None:
    async with serve(saying(b"HTTP/1.1 400 Bad Request\r\n\r\n")) as server:
        why = await failure(through(server, Url(False, "example.com", 80), Tls()))
    assert why.sentence == (
        f"proxy: https://127.0.0.1:{server.port}: TLS: 127.0.0.1 does not speak TLS on"
        " this port (wrong version number)"
    )
    assert why.hint == "use http:// if the port is for plain connections"


async def test_a_client_certificate_is_for_the_server_alone(
    authority: Authority, tmp_path: Path
) -> None:
    # A proxy that insists on one does not get it.
    tls = Tls(
        ca_file=authority.ca_file(tmp_path), cert_file=authority.client_file(tmp_path)
    )
    context = authority.server(clients=authority)
    async with serve(hang_up) as behind, tls_front(context, behind.port) as front:
        why = await failure(through(front, Url(False, "example.com", 80), tls))
    assert why.sentence.startswith(f"proxy: https://127.0.0.1:{front.port} gave no")
