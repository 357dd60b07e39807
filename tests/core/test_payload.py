"""Payloads: hex, base64 and JSON, read strictly and shown faithfully."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.payload import (
    JsonError,
    hex_dump,
    is_json_document,
    parse_base64,
    parse_hex,
    parse_json,
)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("", b""),
        ("  \n ", b""),
        ("00ff", b"\x00\xff"),
        ("00FF", b"\x00\xff"),
        ("0x00ff", b"\x00\xff"),
        ("de:ad:be:ef", b"\xde\xad\xbe\xef"),
        ("de ad\nbe\tef\r\n", b"\xde\xad\xbe\xef"),
    ],
)
def test_hex_is_read_as_people_write_it(text, payload):
    assert parse_hex(text) == payload


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("0g", "'g' is not a hexadecimal digit"),
        ("0\x1b", r"'\x1b' is not a hexadecimal digit"),
        ("٣٣", "'٣' is not a hexadecimal digit"),
        ("00 0x01", "'x' is not a hexadecimal digit"),
        ("-1", "'-' is not a hexadecimal digit"),
        ("abc", "3 hexadecimal digits: two make a byte"),
        ("f", "1 hexadecimal digits: two make a byte"),
        ("00000000  41  |A|\nnonsense", "'|' is not a hexadecimal digit"),
    ],
)
def test_what_is_not_hex_is_refused(text, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared
        parse_hex(text)
    assert str(refusal.value) == sentence


def test_a_dump_shows_offset_bytes_and_ascii():
    payload = bytes(range(0x20, 0x30)) + b"\x00\x1b\x7e\x7f\xffhi|\xc3"
    assert hex_dump(payload) == [
        "00000000  20 21 22 23 24 25 26 27  28 29 2a 2b 2c 2d 2e 2f"
        "  | !\"#$%&'()*+,-./|",
        "00000010  00 1b 7e 7f ff 68 69 7c  c3                       |..~..hi|.|",
    ]


def test_nothing_has_no_dump():
    assert hex_dump(b"") == []


def test_a_dump_is_printable_ascii_whatever_the_bytes():
    lines = hex_dump(bytes(range(256)))
    assert all(0x20 <= ord(letter) < 0x7F for line in lines for letter in line)


@given(st.binary(max_size=100), st.sampled_from(["\n", "\r\n", "\n  "]))
def test_a_dump_that_was_copied_is_read_back(payload, newline):
    assert parse_hex(newline.join(["", *hex_dump(payload)])) == payload


@given(st.binary())
def test_bytes_in_hex_are_read_back(payload):
    assert parse_hex(payload.hex()) == parse_hex(payload.hex(":")) == payload


@given(st.text() | st.text("0123456789abcdefx|: \n"))
def test_any_text_is_hex_or_refused(text):
    try:
        answer = f"hexadecimal digits {parse_hex(text).hex()}"
    except ValueError as refusal:
        answer = str(refusal)
    assert "hexadecimal digit" in answer


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("", b""),
        ("aGk=", b"hi"),
        ("aA==", b"h"),
        ("aGkh", b"hi!"),
        (" aG\nkh\r\n aGk= ", b"hi!hi"),
        ("+/+/", b"\xfb\xff\xbf"),
    ],
)
def test_base64_is_read_with_blanks(text, payload):
    assert parse_base64(text) == payload


@pytest.mark.parametrize(
    "text", ["a", "aGk", "aGk==", "=", "aGk=aGk=", "-_-_", "aG~k", "aGk\ud800", "äöüß"]
)
def test_what_is_not_base64_is_refused(text):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared
        parse_base64(text)
    assert str(refusal.value) == (
        "it is not base64: groups of four letters, digits, + or /, the last one"
        " filled up with ="
    )


@given(st.binary())
def test_bytes_in_base64_are_read_back(payload):
    assert parse_base64(base64.b64encode(payload).decode()) == payload


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
).filter(lambda value: "Infinity" not in json.dumps(value))


@given(JSON_VALUES)
def test_json_is_read_as_it_was_written(value):
    assert parse_json(json.dumps(value)) == value
    assert parse_json(json.dumps(value, ensure_ascii=False, indent=2)) == value


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "expecting value at line 1 column 1"),
        ("\n\n  oops", "expecting value at line 3 column 3"),
        ('{"a": 1} x', "extra data at line 1 column 10"),
        ('{"a"\n1}', "expecting ':' delimiter at line 2 column 1"),
        ('"a\tb"', "invalid control character at line 1 column 3"),
        ('["a', "unterminated string starting at line 1 column 2"),
        (r'"\q"', r"invalid \escape at line 1 column 2"),
        ("NaN", "NaN is not JSON"),
        ("[Infinity]", "Infinity is not JSON"),
        ("-Infinity", "-Infinity is not JSON"),
        ("[" * 200_000, "it is nested too deeply to be read"),
        ('{"a":' * 200_000, "it is nested too deeply to be read"),
        ("[" * 200_000 + "]" * 200_000, "it is nested too deeply to be read"),
        ("1" * 5000, "a number in it has too many digits to be read"),
    ],
    ids=lambda value: value[:20],
)
def test_what_is_not_json_is_refused_with_its_place(text, sentence):
    with pytest.raises(JsonError) as refusal:
        parse_json(text)
    assert str(refusal.value) == sentence


@given(st.text() | st.text('{}[]",:\\u0123456789eE+-.tfn \n'))
def test_any_text_is_json_or_refused(text):
    try:
        answer = json.dumps(parse_json(text))
    except JsonError as refusal:
        answer = str(refusal)
    assert len(answer.splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "is_document"),
    [
        ("{}", True),
        (' \r\n\t[1, {"a": null}]\n', True),
        ('{"a": 1', False),
        ("[NaN]", False),
        ("[" * 200_000, False),
        ("42", False),
        ('"text"', False),
        ("null", False),
        ("", False),
        ("\u00a0{}", False),
    ],
    ids=lambda value: str(value)[:20],
)
def test_a_json_document_is_an_object_or_an_array(text, is_document):
    assert is_json_document(text) is is_document
