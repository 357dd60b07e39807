"""Bad input: one sentence that says what, where and why, and nothing is sent."""

import ssl

import pytest

from tests.peers.certificates import Authority

SEE = "see wscli send --help"
"""What typer's own complaints end with."""

TARGETS = [
    (
        "gopher://example.com/",
        "the URL 'gopher://example.com/' has a scheme that is not a WebSocket's;"
        " use ws:// or wss://",
    ),
    ("ws:///ws", "the URL 'ws:///ws' has no host; write SCHEME://HOST:PORT"),
    (
        "ws://example.com:65536/",
        "the port of the URL 'ws://example.com:65536/' is out of range;"
        " ports run from 1 to 65535",
    ),
    (
        "ws:example.com",
        "the URL 'ws:example.com' lacks the // after its scheme;"
        " write ws://HOST:PORT/PATH",
    ),
    (
        "ws://example.com/#top",
        "the URL 'ws://example.com/#top' has a fragment (#...), which WebSocket URLs"
        " must not have (RFC 6455 section 3);"
        " write %23 if the # belongs to the path or query",
    ),
    (
        "ehco",
        "there is no endpoint 'ehco'; did you mean 'echo'?"
        " `wscli endpoints` lists all there are",
    ),
    (
        "items",
        "endpoint 'items': the variable 'item_id' is not set;"
        " write --var item_id=VALUE",
    ),
]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize(("target", "sentence"), TARGETS)
def test_a_target_that_cannot_be(wscli, target, sentence):
    refused(wscli("send", target, "hello"), sentence)


@pytest.mark.usefixtures("project")
def test_the_nearest_variable_is_named(wscli):
    result = wscli("send", "items", "hello", "--var", "itemid=foo")
    refused(
        result,
        "endpoint 'items': the variable 'item_id' is not set;"
        " write --var item_id=VALUE; there is 'itemid'",
    )


@pytest.mark.usefixtures("project")
def test_the_nearest_environment_is_named(wscli):
    result = wscli("send", "echo", "hello", "-e", "locl")
    refused(result, "there is no environment 'locl'; did you mean 'local'?")


def test_an_endpoint_without_a_project_file(wscli):
    refused(
        wscli("send", "echo", "hello"),
        "there is no endpoint 'echo', and no wscli.toml here or above;"
        " write a URL such as ws://localhost:8000/ws",
    )


def test_a_project_file_that_is_no_toml(wscli):
    (wscli.folder / "wscli.toml").write_text("endpoints = [", "utf-8")
    result = wscli("send", "echo", "hello")
    assert (result.stdout, result.exit_code) == (b"", 2)
    [line] = result.errors
    assert line.startswith(f"wscli: {wscli.folder / 'wscli.toml'}")


OPTIONS = [
    # Header fields and cookies.
    (["-H", "nocolon"], "--header: there is no colon in it; write 'NAME: VALUE'"),
    (
        ["-H", "two words: x"],
        "--header: what stands before the colon is not the name of a field;"
        " names have letters, digits and -",
    ),
    (
        ["-H", "Name: one\r\nInjected: two"],
        "--header: the value of Name has a character that cannot be sent;"
        " control characters, and those beyond Latin-1, have to be encoded",
    ),
    (
        ["-H", "@missing"],
        "--header: cannot read missing: No such file or directory;"
        " check the path after the @",
    ),
    (["-b", "nope"], "--cookie: there is a cookie without a =; write NAME=VALUE"),
    (
        ["-s", "a b"],
        "--subprotocol: 'a b' is not the name of a subprotocol;"
        " names have letters, digits, . and -, and no blanks;"
        " repeat the option to offer several",
    ),
    # Messages.
    (
        ["--json", "{oops"],
        "--json: not JSON: expecting property name enclosed in double quotes"
        " at line 1 column 2; strings and keys need double quotes",
    ),
    (
        ["--hex", "abc"],
        "--hex: 3 hexadecimal digits: two make a byte; write pairs such as 00 ff",
    ),
    (
        ["--hex", "0g"],
        "--hex: 'g' is not a hexadecimal digit; write pairs such as 00 ff",
    ),
    (
        ["--base64", "AAA"],
        "--base64: it is not base64: groups of four letters, digits, + or /,"
        " the last one filled up with =; check its length and letters",
    ),
    # Closing.
    (
        ["--close-code", "1005"],
        "--close-code: 1005 (no status received) must not be sent;"
        " use 1000, another registered code, or one from 3000 to 4999",
    ),
    (
        ["--close-code", "5000"],
        "--close-code: 5000 (invalid) must not be sent;"
        " use 1000, another registered code, or one from 3000 to 4999",
    ),
    (
        ["--close-reason", "é" * 62],
        "--close-reason: 124 bytes are too many; a close frame has room for 123",
    ),
    (
        ["--expect-close", "99"],
        "--expect-close: no connection ends with 99 (invalid);"
        " a peer sends 1000 to 1014 or 3000 to 4999; 1006 is a lost connection",
    ),
    # Quantities.
    (
        ["--timeout", "soon"],
        "Invalid value for '--timeout': 'soon' is not a duration;"
        f" write a number and ms, s, m, h or d: 250ms; {SEE}",
    ),
    (
        ["--wait", "-1s"],
        "Invalid value for '--wait': '-1s' is not a duration;"
        f" write a number and ms, s, m, h or d: 250ms; {SEE}",
    ),
    (
        ["-n", "several"],
        "Invalid value for '-n' / '--count': 'several' is not a number of messages;"
        f" write 0 or more; {SEE}",
    ),
    (
        ["-n", "-1"],
        "Invalid value for '-n' / '--count': '-1' is not a number of messages;"
        f" write 0 or more; {SEE}",
    ),
    (
        ["--max-size", "big"],
        "Invalid value for '--max-size': 'big' is not a size;"
        f" write a number and B, KiB, MiB or GiB: 64KiB; {SEE}",
    ),
    # Variables.
    (["--var", "novalue"], "--var: number 1 has no =; write NAME=VALUE"),
    # Matches.
    (
        ["--until", "<json {"],
        "Invalid value for '--until': the JSON to match cannot be read: expecting"
        " property name enclosed in double quotes at line 1 column 2;"
        f" strings and keys need double quotes; {SEE}",
    ),
    # Options that there are not.
    (
        ["--hedaer", "A: b"],
        "No such option: --hedaer (Possible options: --bearer, --cacert, --header);"
        f" {SEE}",
    ),
    (["--timeout"], f"Option '--timeout' requires an argument; {SEE}"),
    (
        ["--format", "yaml"],
        "Invalid value for '--format': 'yaml' is not one of 'text', 'json', 'raw';"
        f" {SEE}",
    ),
    # Options that contradict each other.
    (["-4", "-6"], "--ipv4 and --ipv6 exclude each other; drop one of them"),
    (
        ["-u", "ann:secret", "--bearer", "t0ken"],
        "--user and --bearer exclude each other; give one of them",
    ),
    (
        ["--unix-socket", "s", "-x", "http://127.0.0.1:9"],
        "--unix-socket and --proxy exclude each other; drop one",
    ),
    (
        ["--no-reply", "-n", "1"],
        "--no-reply contradicts the options that wait for replies; drop one",
    ),
    (
        ["--expect", "a", "--expect-json", "{}"],
        "--expect and --expect-json together leave the order open; use one of them",
    ),
    (
        ["--expect", "a", "-n", "2"],
        "--expect counts the replies by itself; drop -n and --until",
    ),
    # Routes.
    (
        ["-x", "ftp://127.0.0.1:9"],
        "the proxy 'ftp://127.0.0.1:9' has a scheme that is not supported;"
        " use http, https, socks5, socks5h",
    ),
    (
        ["--resolve", "example.com"],
        "Invalid value for '--resolve': 'example.com' is not of the form"
        f" HOST:PORT:ADDRESS; such as example.com:443:127.0.0.1; {SEE}",
    ),
    # Credentials without anybody to ask.
    (
        ["-u", "ann"],
        "--user: there is no password for ann, and nobody to ask;"
        " write USER:PASSWORD, or set WSCLI_USER",
    ),
]


@pytest.mark.parametrize(("options", "sentence"), OPTIONS)
def test_an_option_that_cannot_be(wscli, listener, options, sentence):
    refused(wscli("send", listener.url, "hello", *options), sentence)
    assert not listener.has_been_called()


UNREADABLE = [
    (["--file", "missing"], "--file: cannot read missing: No such file or directory"),
    (["@missing"], "the message: cannot read missing: No such file or directory"),
    (["--json", "@missing"], "--json: cannot read missing: No such file or directory"),
]


@pytest.mark.parametrize(("options", "sentence"), UNREADABLE)
def test_a_message_that_cannot_be_read(wscli, listener, options, sentence):
    refused(wscli("send", listener.url, *options), f"{sentence}; check the path")
    assert not listener.has_been_called()


def test_options_of_piped_input_that_exclude_each_other(wscli, listener):
    result = wscli("connect", listener.url, "--binary", "--json-lines")
    refused(result, "--binary and --json-lines exclude each other; drop one")
    assert not listener.has_been_called()


def test_the_nearest_command_is_named(wscli):
    result = wscli("sned", "ws://127.0.0.1:9/")
    [line] = result.errors
    assert line.startswith("wscli: No such command 'sned'. Did you mean 'send'")
    assert (result.stdout, result.exit_code) == (b"", 2)


def test_what_does_not_exist_and_has_no_likeness(wscli):
    refused(wscli("frob"), "No such command 'frob'; see wscli --help")


# TLS.


@pytest.fixture
def secure_url(listener):
    return listener.url.replace("ws:", "wss:")


CERTIFICATES = [
    (["--cacert", "missing"], "--cacert: cannot read missing: No such file"),
    (["--cacert", "text"], "--cacert: text has no certificate in PEM form; "),
    (["--cert", "missing"], "--cert: cannot read missing: No such file"),
    (["--cert", "text"], "--cert: "),
    (["--key", "text"], "--key was given without a certificate; add --cert FILE"),
]


@pytest.mark.parametrize(("options", "start"), CERTIFICATES)
def test_a_certificate_that_is_none(wscli, listener, secure_url, options, start):
    (wscli.folder / "text").write_text("plain text\n", "utf-8")
    result = wscli("send", secure_url, "hello", *options)
    [line] = result.errors
    assert line.startswith(f"wscli: {start}")
    assert (result.stdout, result.exit_code) == (b"", 2)
    assert not listener.has_been_called()


def test_a_certificate_that_nobody_vouches_for_is_exit_code_3(
    wscli, listener, secure_url
):
    context = Authority().server()
    with wscli.start("send", secure_url, "hello") as running:
        with pytest.raises((ssl.SSLError, OSError)):
            context.wrap_socket(listener.accept(), server_side=True).recv(1)
        result = running.wait()
    [line] = result.errors
    assert line.startswith("wscli: TLS: ")
    assert "--cacert" in line
    assert (result.stdout, result.exit_code) == (b"", 3)


def refused(result, sentence):
    assert result.errors == [f"wscli: {sentence}"]
    assert (result.stdout, result.exit_code) == (b"", 2)
