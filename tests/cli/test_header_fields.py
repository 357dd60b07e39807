"""Header fields, cookies and credentials as they are given."""

import base64

import pytest

from wscli.cli import header_fields
from wscli.cli.dial_options import RequestOptions
from wscli.cli.header_fields import (
    authorization,
    parse_header,
    read_cookies,
    read_headers,
)
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.url import parse_url

URL = parse_url("ws://127.0.0.1/")
PIPE = Terminal(environment={})
TTY = Terminal(environment={}, is_stdin_tty=True)


def sentence_of(call, *arguments):
    with pytest.raises(UsageError) as caught:
        call(*arguments)
    return str(caught.value)


def basic(credentials):
    encoded = base64.b64encode(credentials).decode()
    return ("Authorization", f"Basic {encoded}")


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ("X-Trace: 1", ("X-Trace", "1")),
        ("X-Trace:1", ("X-Trace", "1")),
        ("X-Trace:  a: b \t", ("X-Trace", "a: b")),
        ("User-Agent:", ("User-Agent", "")),
        ("X-Latin: é", ("X-Latin", "é")),
    ],
)
def test_a_header_field(text, field):
    assert parse_header(text) == field


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("X-Trace", "--header: there is no colon in it; write 'NAME: VALUE'"),
        ("", "--header: there is no colon in it; write 'NAME: VALUE'"),
        (
            "X Trace: 1",
            "--header: what stands before the colon is not the name of a field; names"
            " have letters, digits and -",
        ),
        (
            ": 1",
            "--header: what stands before the colon is not the name of a field; names"
            " have letters, digits and -",
        ),
        (
            "X: a\r\nEvil: 1",
            "--header: the value of X has a character that cannot be sent; control"
            " characters, and those beyond Latin-1, have to be encoded",
        ),
        (
            "X: €",
            "--header: the value of X has a character that cannot be sent; control"
            " characters, and those beyond Latin-1, have to be encoded",
        ),
    ],
)
def test_what_is_no_header_field(text, sentence):
    assert sentence_of(parse_header, text) == sentence


SECRETS = [
    "hunter2",
    "Bearer hunter2",
    "Authorization Bearer hunter2",
    "ann:hunter2\n",
    "ann hunter2: x",
    "Authorization: hunter2\x00",
]


@pytest.mark.parametrize("item", SECRETS)
def test_what_a_wrong_header_field_says_is_not_repeated(item):
    assert "hunter2" not in sentence_of(read_headers, [item])


@pytest.mark.parametrize(
    "item", ["hunter2", "a=1; hunter2", "hunter 2=a", "a=hunter2\n"]
)
def test_what_a_wrong_cookie_says_is_not_repeated(item):
    assert "hunter" not in sentence_of(read_cookies, [item])


def test_of_several_the_wrong_one_is_counted(tmp_path):
    assert sentence_of(read_headers, ["A: 1", "B"]) == (
        "--header number 2: there is no colon in it; write 'NAME: VALUE'"
    )
    assert sentence_of(read_cookies, ["a=1", "b=2; c"]) == (
        "--cookie number 2: there is a cookie without a =; write NAME=VALUE"
    )
    file = tmp_path / "headers"
    file.write_text("A: 1\n\nB\n")
    assert sentence_of(read_headers, [f"@{file}"]) == (
        f"--header: {file}, line 3: there is no colon in it; write 'NAME: VALUE'"
    )


@pytest.mark.parametrize(
    "content",
    [
        b"X-One: 1\n\nX-Two: 2\n",
        b"X-One: 1\r\n  \r\nX-Two: 2",
        b"\xef\xbb\xbfX-One: 1\nX-Two: 2\n",
    ],
)
def test_a_file_has_a_field_in_each_line(tmp_path, content):
    file = tmp_path / "headers"
    file.write_bytes(content)
    assert read_headers(["X-Zero: 0", f"@{file}"]) == (
        ("X-Zero", "0"),
        ("X-One", "1"),
        ("X-Two", "2"),
    )


def test_only_line_ends_end_a_line_of_a_file(tmp_path):
    file = tmp_path / "headers"
    file.write_text("X-One: a\x85b\n", "utf-8")
    assert read_headers([f"@{file}"]) == (("X-One", "a\x85b"),)


def test_a_file_that_is_not_there(tmp_path):
    file = tmp_path / "none"
    assert sentence_of(read_headers, [f"@{file}"]) == (
        f"--header: cannot read {file}: No such file or directory; check the path"
        " after the @"
    )


def test_a_file_that_is_no_text(tmp_path):
    file = tmp_path / "binary"
    file.write_bytes(b"\xff\xfe")
    assert sentence_of(read_headers, [f"@{file}"]) == (
        f"--header: cannot read {file}: it is not UTF-8; check the path after the @"
    )


@pytest.mark.parametrize(
    ("items", "cookies"),
    [
        ([], ()),
        (["a=1"], (("a", "1"),)),
        (["a=1; b=2", "c="], (("a", "1"), ("b", "2"), ("c", ""))),
        (["a=b=c"], (("a", "b=c"),)),
    ],
)
def test_cookies(items, cookies):
    assert read_cookies(items) == cookies


NO_EQUALS = "--cookie: there is a cookie without a =; write NAME=VALUE"
NO_NAME = (
    "--cookie: what stands before the = is not the name of a cookie; names have"
    " letters, digits, - and _"
)


@pytest.mark.parametrize(
    ("item", "sentence"),
    [
        ("a", NO_EQUALS),
        ("", NO_EQUALS),
        ("a=1;", NO_EQUALS),
        ("=1", NO_NAME),
        ("a b=1", NO_NAME),
        (
            "a=1\n",
            "--cookie: the value of a has a character that cannot be sent; control"
            " characters, and those beyond Latin-1, have to be encoded",
        ),
    ],
)
def test_what_is_no_cookie(item, sentence):
    assert sentence_of(read_cookies, [item]) == sentence


@pytest.mark.parametrize(
    ("options", "field"),
    [
        (RequestOptions(), None),
        (RequestOptions(bearer="t0k"), ("Authorization", "Bearer t0k")),
        (RequestOptions(user="ann:s3:cret"), basic(b"ann:s3:cret")),
        (RequestOptions(user="ann:"), basic(b"ann:")),
        (RequestOptions(user="ann:\udcff"), basic(b"ann:\xff")),
        (RequestOptions(user="ann:€"), basic("ann:€".encode())),
    ],
)
def test_credentials_of_options(options, field):
    assert authorization(options, URL, PIPE) == field


def test_credentials_of_the_url():
    url = parse_url("ws://ann:s3%20cret@127.0.0.1/")
    assert authorization(RequestOptions(), url, PIPE) == basic(b"ann:s3 cret")


def test_options_are_stronger_than_the_url():
    url = parse_url("ws://ann:s3cret@127.0.0.1/")
    options = RequestOptions(bearer="t0k")
    assert authorization(options, url, PIPE) == ("Authorization", "Bearer t0k")


def test_two_kinds_of_credentials_exclude_each_other():
    options = RequestOptions(bearer="t0k", user="ann:s3cret")
    assert sentence_of(authorization, options, URL, PIPE) == (
        "--user and --bearer exclude each other; give one of them"
    )


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (
            RequestOptions(bearer="t0k\n"),
            "--bearer: the token has a character that cannot be sent; control"
            " characters, and those beyond Latin-1, have to be encoded",
        ),
        (
            RequestOptions(bearer=" "),
            "--bearer: it is empty; is a variable unset in the shell?",
        ),
        (
            RequestOptions(user=""),
            "--user: it is empty; is a variable unset in the shell?",
        ),
    ],
)
def test_credentials_that_cannot_be_meant(options, sentence):
    assert sentence_of(authorization, options, URL, TTY) == sentence


def test_whoever_is_asked_for_a_password_may_give_none(monkeypatch):
    def hang_up(_):
        raise EOFError

    monkeypatch.setattr(header_fields.getpass, "getpass", hang_up)
    assert sentence_of(authorization, RequestOptions(user="ann"), URL, TTY) == (
        "--user: no password of ann was typed"
    )


def test_a_password_is_asked_for_where_somebody_can_answer(monkeypatch):
    asked = []

    def answer(question):
        asked.append(question)
        return "s3cret"

    monkeypatch.setattr(header_fields.getpass, "getpass", answer)
    field = authorization(RequestOptions(user="ann"), URL, TTY)
    assert field == basic(b"ann:s3cret")
    assert asked == ["password of ann: "]


def test_nobody_is_asked_in_a_pipe():
    assert sentence_of(authorization, RequestOptions(user="ann"), URL, PIPE) == (
        "--user: there is no password for ann, and nobody to ask; write"
        " USER:PASSWORD, or set WSCLI_USER"
    )
