"""Every option about the way to a server, tried on a real server by a real command."""

import json
import ssl
import sys
from pathlib import Path

import pytest

from tests.peers.certificates import Authority
from tests.peers.echo import serve_echo
from tests.peers.frames import close, frame, read_frame, text
from tests.peers.opening import answer, read_request, upgrade
from tests.peers.proxies import microsocks, tinyproxy
from tests.peers.tcp import serve, silence, unused_port
from wscli import __version__
from wscli.cli.dial_options import parse_times
from wscli.core.errors import UsageError
from wscli.core.frames import Opcode


@pytest.fixture
def seen(wscli, base):
    """Returns what the server saw of the handshake: `seen("-H", "A: 1")["headers"]`."""

    def seen(*arguments):
        ended = wscli("send", f"{base}/lab/handshake", "-n", "1", *arguments)
        assert ended.exit_code == 0
        return json.loads(ended.stdout)

    return seen


@pytest.fixture
def running(portal):
    """Runs a server on the other thread: `with running(serve(...)) as server`."""
    return portal.wrap_async_context_manager


@pytest.fixture
def greets(wscli):
    """Whether a message comes back: `greets(url, "-k")`; else the exit code."""

    def greets(url, *arguments):
        ended = wscli("send", str(url), "hi", "--connect-timeout", "5s", *arguments)
        assert (ended.exit_code == 0) == (ended.lines == ["hi"])
        return ended

    return greets


class TestRequest:
    def test_header_fields(self, seen, shell):
        (shell / "fields").write_text("X-One: 1\n\nX-Two: 2\n")
        headers = seen("-H", "X-A: b", "--header", "X-A:c", "-H", "@fields")["headers"]
        assert headers["x-a"] == "b, c"
        assert (headers["x-one"], headers["x-two"]) == ("1", "2")

    def test_one_of_its_own_can_be_replaced_or_left_out(self, seen):
        headers = seen("-H", "Host: example.com", "-H", "User-Agent:")["headers"]
        assert headers["host"] == "example.com"
        assert "user-agent" not in headers

    def test_cookies(self, seen):
        handshake = seen("-b", "a=1", "--cookie", "b=2; c=3")
        assert handshake["cookies"] == {"a": "1", "b": "2", "c": "3"}
        assert handshake["headers"]["cookie"] == "a=1; b=2; c=3"

    def test_a_user(self, seen, base):
        assert seen("-u", "me:pä")["headers"]["authorization"] == "Basic bWU6cMOk"

    def test_a_user_in_the_url(self, wscli, base):
        url = f"{base}/lab/handshake".replace("ws://", "ws://me:p%C3%A4@")
        handshake = json.loads(wscli("send", url, "-n", "1").stdout)
        assert handshake["headers"]["authorization"] == "Basic bWU6cMOk"

    def test_a_bearer_token(self, seen):
        assert seen("--bearer", "abc")["headers"]["authorization"] == "Bearer abc"

    def test_subprotocols(self, seen, wscli, base):
        assert seen("-s", "a", "--subprotocol", "b")["subprotocols"] == ["a", "b"]
        offered = ("-s", "chat.v1", "-s", "chat.v2")
        ended = wscli("send", f"{base}/lab/subprotocol", "-v", *offered)
        assert "subprotocol chat.v2" in ended.stderr

    def test_an_origin(self, seen):
        assert "origin" not in seen()["headers"]
        headers = seen("--origin", "https://example.com")["headers"]
        assert headers["origin"] == "https://example.com"

    def test_a_user_agent(self, seen):
        assert seen()["headers"]["user-agent"] == f"wscli/{__version__}"
        assert seen("-A", "me")["headers"]["user-agent"] == "me"
        assert "user-agent" not in seen("-A", "")["headers"]

    def test_compression(self, seen):
        extensions = "sec-websocket-extensions"
        assert seen()["headers"][extensions].startswith("permessage-deflate")
        assert extensions not in seen("--no-compression")["headers"]

    def test_redirects(self, wscli, base, running):
        async def redirect(reader, writer):
            await read_request(reader)
            location = f"Location: {base.replace('ws', 'http')}/ws"
            writer.write(
                answer("HTTP/1.1 307 Elsewhere", location, "Content-Length: 0")
            )

        with running(serve(redirect)) as server:
            url = str(server.url())
            assert wscli("send", url, "hi", "-L").lines == ["Message text was: hi"]
            stayed = wscli("send", url, "hi")
        assert stayed.exit_code == 4
        assert stayed.stderr.startswith("refused 307")


@pytest.fixture(scope="session")
def authority():
    return Authority()


class TestTls:
    def test_a_server_that_nobody_vouches_for(self, greets, running, authority):
        with running(serve_echo(tls=authority.server())) as server:
            failed = greets(server.url())
            assert failed.exit_code == 3
            assert failed.sentence.startswith("TLS: ")
            assert "--cacert" in failed.sentence
            assert greets(server.url(), "-k").exit_code == 0
            assert greets(server.url(), "--insecure", "-v").stderr.count("not verified")

    def test_an_authority(self, greets, running, authority, tmp_path):
        with running(serve_echo(tls=authority.server())) as server:
            trust = ("--cacert", authority.ca_file(tmp_path))
            assert greets(server.url(), *trust).exit_code == 0

    def test_another_name(self, greets, running, authority, tmp_path):
        trust = ("--cacert", authority.ca_file(tmp_path))
        with running(serve_echo(tls=authority.server("example.com"))) as server:
            assert greets(server.url(), *trust).exit_code == 3
            name = ("--server-name", "example.com")
            assert greets(server.url(), *trust, *name).exit_code == 0

    def test_a_client_certificate(self, greets, running, authority, tmp_path):
        whole = authority.client_file(tmp_path)
        key, cert = parts_of(whole, tmp_path)
        with running(serve_echo(tls=authority.server(clients=authority))) as server:
            assert greets(server.url(), "-k").exit_code == 3
            assert greets(server.url(), "-k", "-E", whole).exit_code == 0
            assert greets(server.url(), "-k", "-E", cert, "--key", key).exit_code == 0

    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (["--cert", "none.pem"], "--cert: cannot read none.pem: No such file"),
            (["--cacert", "none.pem"], "--cacert: cannot read none.pem: No such file"),
            (["--key", "x"], "--key was given without a certificate; add --cert FILE"),
            (["--cert", "text"], "--cert: no private key in text; give the file"),
            (["--cacert", "text"], "--cacert: text has no certificate in PEM form"),
        ],
    )
    def test_files_are_read_before_anything_is_sent(
        self, wscli, shell, arguments, sentence
    ):
        (shell / "text").write_text("hello")
        failed = wscli("send", "wss://127.0.0.1:1/", *arguments)
        assert failed.exit_code == 2
        assert failed.sentence.startswith(sentence)

    def test_the_oldest_version(self, greets, running, authority):
        tls = authority.server(version=ssl.TLSVersion.TLSv1_2)
        with running(serve_echo(tls=tls)) as server:
            assert greets(server.url(), "-k").exit_code == 0
            assert greets(server.url(), "-k", "--tls-min", "1.3").exit_code == 3


def parts_of(file, folder):
    """Splits a PEM file into one with the key and one with the certificates."""
    key, begin, certificates = (
        Path(file).read_text().partition("-----BEGIN CERTIFICATE-----")
    )
    (folder / "key.pem").write_text(key)
    (folder / "cert.pem").write_text(begin + certificates)
    return str(folder / "key.pem"), str(folder / "cert.pem")


class TestRoute:
    def test_an_http_proxy_with_credentials(self, greets, running, tmp_path):
        with (
            tinyproxy(tmp_path, user="me", password="hunter2") as port,
            running(serve_echo()) as server,
        ):
            proxy = f"me:hunter2@127.0.0.1:{port}"
            assert greets(server.url(), "-x", proxy).exit_code == 0
            refused = greets(server.url(), "--proxy", f"http://127.0.0.1:{port}")
        assert refused.exit_code == 3
        assert refused.sentence.startswith("proxy: ")

    @pytest.mark.parametrize("scheme", ["socks5", "socks5h"])
    def test_a_socks_proxy_with_credentials(self, greets, running, scheme):
        with (
            microsocks(user="me", password="hunter2") as port,
            running(serve_echo()) as server,
        ):
            proxy = f"{scheme}://me:hunter2@127.0.0.1:{port}"
            assert greets(server.url(), "-x", proxy).exit_code == 0
            wrong = f"{scheme}://me:wrong@127.0.0.1:{port}"
            assert greets(server.url(), "-x", wrong).exit_code == 3

    def test_no_proxy(self, greets, running):
        with running(serve_echo()) as server:
            dead = ("-x", f"http://127.0.0.1:{unused_port()}")
            assert greets(server.url(), *dead).exit_code == 3
            assert greets(server.url(), *dead, "--noproxy", "127.0.0.1").exit_code == 0

    def test_an_address_instead_of_dns(self, greets, running):
        with running(serve_echo()) as server:
            url = f"ws://name.invalid:{server.port}/"
            resolve = f"name.invalid:{server.port}:127.0.0.1"
            assert greets(url, "--resolve", resolve).exit_code == 0
            assert greets(url, "--resolve", f"*:{server.port}:127.0.0.1").exit_code == 0

    def test_another_place(self, greets, running):
        with running(serve_echo()) as server:
            place = f"name.invalid:1:127.0.0.1:{server.port}"
            assert greets("ws://name.invalid:1/", "--connect-to", place).exit_code == 0

    @pytest.mark.skipif(sys.platform == "win32", reason="no unix sockets in asyncio")
    def test_a_unix_socket(self, greets, running, shell):
        async def echo(reader, writer):
            await upgrade(reader, writer)
            writer.write(text("hi"))
            await read_frame(reader)
            writer.write(close(1000))
            await read_frame(reader)

        # Its path must be short.
        with running(serve(echo, unix_socket=str(shell / "s"))):
            assert greets("ws://any/", "--unix-socket", "s").exit_code == 0
        failed = greets("ws://any/", "--unix-socket", "none")
        assert failed.exit_code == 3
        assert failed.sentence.startswith("TCP: the socket none: no such file")

    def test_a_family_of_addresses(self, greets, running):
        with running(serve_echo()) as server:
            port = server.port
            assert greets(f"ws://localhost:{port}/", "-4").exit_code == 0
            assert greets(f"ws://127.0.0.1:{port}/", "--ipv4").exit_code == 0
            assert greets(f"ws://127.0.0.1:{port}/", "-6").exit_code == 3
            assert greets(f"ws://[::1]:{port}/", "-4").exit_code == 3


class TestLimits:
    def test_connecting_takes_too_long(self, wscli, running):
        with running(serve(silence)) as server:
            failed = wscli("send", str(server.url()), "--connect-timeout", "100ms")
        assert failed.exit_code == 3
        assert failed.sentence.startswith(
            f"opening handshake: 127.0.0.1:{server.port} did not answer within 100 ms"
        )

    def test_closing_takes_too_long(self, wscli, scripted):
        async def never_agree(peer):
            await peer.read_to_close()
            await peer.reader.read()

        with scripted(never_agree) as server:
            ended = wscli("send", server.url, "--close-timeout", "100ms")
        assert ended.exit_code == 7
        assert "no answer to our close frame" in ended.stderr

    def test_pings_keep_a_connection_alive(self, wscli, scripted):
        async def answer_pings(peer):
            for _ in range(2):
                ping = await peer.read()
                assert ping.opcode is Opcode.PING
                await peer.say(frame(Opcode.PONG, ping.payload))
            await peer.say(text("enough"))
            await peer.agree()

        with scripted(answer_pings) as server:
            interval = ("--ping-interval", "20ms")
            ended = wscli("listen", server.url, *interval, "-n", "1")
        assert (ended.lines, ended.exit_code) == (["enough"], 0)

    def test_a_ping_that_nobody_answers_is_the_end(self, wscli, scripted):
        async def be_deaf(peer):
            await peer.reader.read()

        times = ("--ping-interval", "20ms", "--ping-timeout", "100ms")
        with scripted(be_deaf) as server:
            ended = wscli("listen", server.url, *times)
        assert ended.exit_code == 7
        assert "answered no ping" in ended.stderr

    def test_a_message_is_too_large(self, wscli, base):
        url = f"{base}/lab/flood?count=1&size=1025"
        assert wscli("listen", url, "--max-size", "1025").exit_code == 0
        failed = wscli("listen", url, "--max-size", "1KiB")
        assert (failed.exit_code, failed.stdout) == (6, b"")
        assert "over the limit of 1024 bytes" in failed.stderr

    def test_a_refusal_that_may_be_over_soon_is_tried_again(self, wscli, running):
        refusals = iter(["503 Busy", "429 Slowly"])

        async def be_busy(reader, writer):
            status = next(refusals, None)
            if status is None:
                await upgrade(reader, writer)
                writer.write(text("at last") + close(1000))
                await read_frame(reader)
            else:
                await read_request(reader)
                writer.write(answer(f"HTTP/1.1 {status}", "Content-Length: 0"))

        again = ("--retry-delay", "10ms")
        with running(serve(be_busy)) as server:
            assert wscli("listen", str(server.url())).exit_code == 4
            ended = wscli("listen", str(server.url()), "--retry", "1", *again)
        assert (ended.lines, ended.exit_code) == (["at last"], 0)
        assert "(retry 1 of 1)" in ended.stderr

    def test_no_answer_at_all_is_tried_again_as_often_as_is_asked_for(self, wscli):
        url = f"ws://127.0.0.1:{unused_port()}/"
        failed = wscli("send", url, "--retry", "2", "--retry-delay", "1ms")
        assert failed.exit_code == 3
        assert len(failed.stderr.splitlines()) == 3

    @pytest.mark.parametrize(("text", "times"), [("0", 0), ("12", 12)])
    def test_how_often(self, text, times):
        assert parse_times(text) == times

    @pytest.mark.parametrize("text", ["", "-1", "1.5", "x", "²", "\uff11"])
    def test_what_is_no_number_of_times(self, text):
        with pytest.raises(UsageError) as caught:
            parse_times(text)
        assert (
            str(caught.value) == f"{text!r} is not a number of times; write 0 or more"
        )


class TestVariables:
    PROJECT = """
    [environments.lab]
    path = "/lab/handshake"
    [environments.echo]
    path = "/ws"
    [endpoints.it]
    url = "{{base}}{{path}}"
    query = { a = "{{a?}}", b = "{{b?}}", c = "{{c?}}", d = "{{env HOME_OF_D?}}" }
    """

    def test_from_wherever_they_come(self, wscli, base, shell, monkeypatch):
        (shell / "wscli.toml").write_text(self.PROJECT)
        (shell / "variables").write_text("a=1\nunused=2\n")
        monkeypatch.setenv("WSCLI_VAR_b", "2")
        monkeypatch.setenv("HOME_OF_D", "4")
        ended = wscli(
            *("send", "it", "-n", "1", "-e", "lab", "--var", f"base={base}"),
            *("--secret", "c=333", "--variables-file", "variables"),
            *("--allow-env", "HOME_OF_D"),
        )
        query = json.loads(ended.stdout)["query"]
        assert query == {"a": "1", "b": "2", "c": "333", "d": "4"}

    def test_an_environment_has_to_be_allowed(self, wscli, base, shell):
        (shell / "wscli.toml").write_text(self.PROJECT)
        failed = wscli("send", "it", "-e", "lab", "--var", f"base={base}")
        assert failed.exit_code == 2
        assert failed.sentence.endswith("allow it with --allow-env HOME_OF_D")

    def test_an_environment_has_to_exist(self, wscli, shell):
        (shell / "wscli.toml").write_text(self.PROJECT)
        failed = wscli("send", "it", "-e", "lob")
        assert failed.exit_code == 2
        assert failed.sentence == ("there is no environment 'lob'; did you mean 'lab'?")
