"""Messages on the command line, and the bytes they stand for."""

import io
import sys

import pytest

from wscli.cli.message_options import (
    MessageOptions,
    base64_message,
    content_message,
    hex_message,
    json_message,
    text_message,
)
from wscli.core.actions import Send
from wscli.core.errors import UsageError
from wscli.core.frames import MessageKind


def text(payload):
    return Send(MessageKind.TEXT, payload)


def binary(payload):
    return Send(MessageKind.BINARY, payload)


@pytest.fixture
def stdin(monkeypatch):
    def give(content):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))

    return give


@pytest.mark.parametrize(
    ("given", "payload"),
    [
        ("hello", b"hello"),
        ("", b""),
        ("  blanks  ", b"  blanks  "),
        ("é", "é".encode()),
        ("@@home", b"@home"),
        ("a@b", b"a@b"),
        ("--", b"--"),
    ],
)
def test_a_text(given, payload):
    assert text_message(given, where="the message") == text(payload)


def test_a_text_that_is_not_utf8():
    with pytest.raises(UsageError) as caught:
        text_message("a\udcff", where="the message")
    assert str(caught.value) == (
        "the message is not valid UTF-8; send bytes with --hex or --base64"
    )


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"line\n", text(b"line\n")),
        ("é".encode(), text("é".encode())),
        (b"\xff\x00", binary(b"\xff\x00")),
        (b"", text(b"")),
    ],
)
def test_a_file_is_text_if_it_is_utf8(tmp_path, content, message):
    file = tmp_path / "content"
    file.write_bytes(content)
    assert text_message(f"@{file}", where="the message") == message
    assert content_message(str(file), where="--file") == message


def test_what_is_utf8_can_be_sent_as_binary(tmp_path, stdin):
    file = tmp_path / "content"
    file.write_bytes(b"\0" * 3)
    stdin(b"abc")
    assert text_message(f"@{file}", where="x", is_binary=True) == binary(b"\0" * 3)
    assert text_message("-", where="x", is_binary=True) == binary(b"abc")
    assert text_message("typed", where="x", is_binary=True) == text(b"typed")
    assert MessageOptions(file=[str(file)], binary=True).messages() == (
        binary(b"\0" * 3),
    )


def test_a_dash_is_standard_input(stdin):
    stdin(b"from\nthe pipe\n")
    assert text_message("-", where="the message") == text(b"from\nthe pipe\n")


def test_a_file_without_a_name():
    with pytest.raises(UsageError) as caught:
        text_message("@", where="--data")
    assert str(caught.value) == (
        "--data: there is no file name after the @; write @FILE, or @@ for a text that"
        " begins with @"
    )


def test_a_dash_after_the_at_sign_is_standard_input_too(stdin):
    stdin(b"from the pipe")
    assert text_message("@-", where="the message") == text(b"from the pipe")


def test_a_file_that_cannot_be_read(tmp_path):
    with pytest.raises(UsageError) as caught:
        content_message(str(tmp_path), where="--file")
    assert str(caught.value) == (
        f"--file: cannot read {tmp_path}: Is a directory; check the path"
    )


@pytest.mark.parametrize("given", ['{"a": 1.50}', " [1]\n", "null", '"é"'])
def test_json_is_sent_as_written(given):
    assert json_message(given) == text(given.encode())


def test_json_can_stand_in_a_file(tmp_path):
    file = tmp_path / "message.json"
    file.write_text('{"a": 1}')
    assert json_message(f"@{file}") == text(b'{"a": 1}')


@pytest.mark.parametrize(
    ("given", "problem"),
    [
        (
            "{a: 1}",
            "not JSON: expecting property name enclosed in double quotes at line 1"
            " column 2",
        ),
        ("", "not JSON: expecting value at line 1 column 1"),
        ("NaN", "not JSON: NaN is not JSON"),
        ("[" * 100_000, "not JSON: it is nested too deeply to be read"),
    ],
)
def test_what_is_no_json(given, problem):
    with pytest.raises(UsageError) as caught:
        json_message(given)
    assert str(caught.value) == (
        f"--json: {problem}; strings and keys need double quotes"
    )


def test_a_file_that_is_neither_json_nor_text(tmp_path):
    file = tmp_path / "binary"
    file.write_bytes(b"\xff")
    with pytest.raises(UsageError, match=r"^--json: not JSON: it is not UTF-8; "):
        json_message(f"@{file}")


def test_hexadecimal_digits():
    assert hex_message("00 ff") == binary(b"\x00\xff")
    with pytest.raises(UsageError) as caught:
        hex_message("0g")
    assert str(caught.value) == (
        "--hex: 'g' is not a hexadecimal digit; write pairs such as 00 ff"
    )


def test_base64():
    assert base64_message("AP8=") == binary(b"\x00\xff")
    with pytest.raises(
        UsageError, match=r"^--base64: .*; check its length and letters"
    ):
        base64_message("AP8")


def test_options_give_their_messages_in_a_fixed_order(tmp_path):
    file = tmp_path / "content"
    file.write_text("from a file")
    options = MessageOptions(
        file=[str(file)], base64=["AQ=="], hex=["00"], json=["1", "2"]
    )
    assert options.messages() == (
        text(b"1"),
        text(b"2"),
        binary(b"\x00"),
        binary(b"\x01"),
        text(b"from a file"),
    )
    assert MessageOptions().messages() == ()
