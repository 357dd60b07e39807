"""A message is what was expected, or lines say what is wrong with it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import UsageError
from wscli.core.escape import is_printable
from wscli.core.events import MessageSeen
from wscli.core.frames import Direction, MessageKind
from wscli.notation.from_events import FENCE, Extent, write_message
from wscli.notation.matchers import (
    Anything,
    Binary,
    Bytes,
    Contains,
    Json,
    Matches,
    Text,
    Where,
    json_matcher,
    match,
    parse_expectation,
    parse_match,
)

TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY


def wrong_with(matcher, payload):
    """Return the lines about a text (str) or binary (bytes) message, or none."""
    if isinstance(payload, str):
        mismatch = match(matcher, TEXT, payload.encode())
    else:
        mismatch = match(matcher, BINARY, payload)
    return () if mismatch is None else mismatch.lines


def read_back(lines):
    """Return the matcher that the lines of a received message are."""
    first, *rest = lines
    if first.endswith((FENCE, f"{FENCE}raw")):
        payload = "\n".join(rest[: rest.index(FENCE)])
        if not first.endswith("raw"):
            payload = payload.replace(r"\{{", "{{")
        first = first.removesuffix("raw").removesuffix(FENCE) + payload
    else:
        first = first.replace(r"\{{", "{{")
    return parse_match(first)


@pytest.mark.parametrize(
    ("text", "payload"),
    [
        ("hello", "hello"),
        ("", ""),
        (" hello", " hello"),
        ("< hello", "hello"),
        ("<", ""),
        ("< ", ""),
        ("<  hello ", " hello "),
        ("< <b>", "<b>"),
        ("< $.a", "$.a"),
        ("<contains ell", "hello"),
        ("<contains  ", "a b"),
        (r"<matches ^h.l+o$", "hello"),
        ("<matches l", "hello"),
        ('<json {"a": "<int>"}', '{"b": 1, "a": 2}'),
        ('<json {"a": 1}', b'{"a": 1.0}'),
        ('<json= {"a": "<int>"}', '{ "a" : "<int>" }'),
        ("<json null", "null"),
        ("<hex 00 ff", b"\x00\xff"),
        ("<hex", b""),
        ("<hex 00 ..", b"\x00\xff"),
        ("<hex ?? ff", b"\x00\xff"),
        ("<base64 AP8=", b"\x00\xff"),
        ("<base64", b""),
        ("<binary", b""),
        ("<binary", b"x"),
        ("<any", b""),
        ("<any", "hello"),
        (r"<escaped a\x1b\n\\b ", "a\x1b\n\\b "),
        ('$.type == "update"', '{"type": "update"}'),
        ("$.items[?@.x > 1]", b'{"items": [{"x": 2}]}'),
        ("$", "null"),
    ],
)
def test_a_message_is_as_expected(text, payload):
    assert wrong_with(parse_match(text), payload) == ()


@pytest.mark.parametrize(
    ("text", "payload", "line"),
    [
        ("hello", "hello ", 'expected the text "hello"   got the text "hello "'),
        ("hello", b"hello", 'expected the text "hello"   got the bytes 68 65 6c 6c 6f'),
        ("a", "\x1b", r'expected the text "a"   got the text "\u001b"'),
        ("<contains x", "y", 'expected a text with "x"   got the text "y"'),
        ("<contains x", b"x", 'expected a text with "x"   got the bytes 78'),
        ("<matches ^x", "ax", 'expected a text that matches ^x   got the text "ax"'),
        ("<matches ^x", b"x", "expected a text that matches ^x   got the bytes 78"),
        (
            '<json {"from": "alice"}',
            '{"from": "Alice"}',
            '$.from   expected "alice"   got "Alice"',
        ),
        ('<json= {"a": 1}', '{"a": 1, "b": 2}', "$.b   expected nothing   got 2"),
        (
            "<json {}",
            "hello",
            'expected JSON   got the text "hello"'
            " (expecting value at line 1 column 1)",
        ),
        ("<json {}", b"\xff", "expected JSON   got the bytes ff (it is not UTF-8)"),
        ("<hex 00 ff", b"\x00", "expected the bytes 00 ff   got the bytes 00"),
        ("<hex 00", "\0", r'expected the bytes 00   got the text "\u0000"'),
        ("<hex", b"\x00", "expected an empty binary message   got the bytes 00"),
        ("<hex 00 ..", b"\x01", "expected the bytes 00 ..   got the bytes 01"),
        ("<hex ..", "", 'expected the bytes ..   got the text ""'),
        ("<base64 AA==", b"\x01", "expected the bytes 00   got the bytes 01"),
        ("<binary", "x", 'expected a binary message   got the text "x"'),
        ("$ == 1", '["a"]', r'expected JSON where $ == 1   got the text "[\"a\"]"'),
        ("$.a", b"\xff", "expected JSON where $.a   got the bytes ff"),
    ],
)  # fmt: skip
def test_a_line_says_what_is_wrong(text, payload, line):
    assert wrong_with(parse_match(text), payload) == (line,)


def test_a_difference_far_from_the_beginning_is_shown_where_it_is():
    common = "".join(map(str, range(1000)))
    assert wrong_with(Text(f"{common}alice"), f"{common}Alice") == (
        f"from character {len(common) - 7} on,"
        ' expected "97998999alice"   got "97998999Alice"',
    )
    assert wrong_with(Bytes(bytes(1000) + b"\x01"), bytes(1000)) == (
        "from byte 993 on, expected the bytes 00 00 00 00 00 00 00 00 01"
        "   got the bytes 00 00 00 00 00 00 00 00",
    )
    assert wrong_with(Text("x" * 1000), b"x" * 1000)[0].startswith("expected the text")
    assert wrong_with(Bytes(b"x" * 99), "x" * 99)[0].startswith("expected the bytes")


def test_many_differences_are_cut_short():
    lines = wrong_with(json_matcher(json.dumps([0] * 12)), json.dumps([1] * 12))
    assert len(lines) == 11
    assert lines[0] == "$[0]   expected 0   got 1"
    assert lines[10] == "… and more"
    ten = wrong_with(json_matcher(json.dumps([0] * 10)), json.dumps([1] * 10))
    assert ten[-1] == "$[9]   expected 0   got 1"


def test_a_text_that_is_no_utf_8_equals_nothing():
    assert wrong_with(Text("\udcff"), "x") == (
        r'expected the text "\udcff"   got the text "x"',
    )


def test_each_matcher_says_what_it_wants():
    assert json_matcher('{"a": 1}').wanted == 'the JSON {"a": 1}'
    assert Anything().wanted == "a message"
    assert Binary().wanted == "a binary message"


@given(st.text())
def test_text_matches_itself_alone(text):
    assert wrong_with(Text(text), text) == ()
    assert wrong_with(Text(text), f"{text}x")
    assert wrong_with(Contains(text), f"a{text}b") == ()


@given(st.text() | st.binary())
def test_a_message_matches_what_was_written_of_it(payload):
    is_text = isinstance(payload, str)
    message = MessageSeen(
        0.0,
        Direction.RECEIVED,
        TEXT if is_text else BINARY,
        payload.encode() if is_text else payload,
    )
    for width in None, 40:
        matcher = read_back(write_message(message, width=width).lines)
        assert wrong_with(matcher, payload) == ()


@given(st.binary(min_size=20))
def test_bytes_match_what_was_written_of_them_and_cut_short(payload):
    message = MessageSeen(0.0, Direction.RECEIVED, BINARY, payload)
    matcher = read_back(write_message(message, extent=Extent(size=10)).lines)
    assert wrong_with(matcher, payload) == ()
    assert wrong_with(matcher, payload[:10]) == ()
    assert wrong_with(matcher, payload[:9])
    assert wrong_with(matcher, bytes([payload[0] ^ 1]) + payload[1:])


@given(st.text(max_size=300), st.sampled_from(MessageKind), st.binary(max_size=300))
def test_lines_are_few_short_and_safe_to_show(text, kind, payload):
    for matcher in Text(text), Contains(text), Bytes(text.encode()), Json(text):
        mismatch = match(matcher, kind, payload)
        for line in mismatch.lines if mismatch else ():
            assert is_printable(line, allowed="")
            assert len(line) < 1500


@pytest.mark.parametrize(
    ("text", "sentence", "hint"),
    [
        ("hello", "'hello' after the < is no matcher", "a space: '< hello'"),
        ("jsn {}", "'jsn' after the < is no matcher", "write <json …, or '< …'"),
        ("b>hi</b>", "'b>hi</b>' after the < is no matcher", "'< b>hi</b>'"),
        ("x" * 99, f"'{'x' * 30}…' after the < is no matcher", ""),
        ("contains", "<contains needs a text", "<any"),
        ("contains ", "<contains needs a text", "<any"),
        ("matches", "<matches needs a regular expression", "<matches ^hi"),
        ("matches (", "the regular expression '(' cannot be used", ""),
        ("json", "the JSON to match cannot be read: expecting value at line 1", ""),
        ("json {'a': 1}", "the JSON to match cannot be read", "double quotes"),
        ('json {"a": 1}…', "the JSON to match cannot be read: extra data", ""),
        ('json ["<rest>", 1]', "$[0]: <rest> stands only", ""),
        ("json= nope", "the JSON to match cannot be read", "double quotes"),
        ("hex 0", "<hex cannot be read: 1 hexadecimal digits", "?? for any one"),
        ("hex 00 .. zz", "<hex cannot be read: 'z' is neither", "?? for any one"),
        ("base64 A", "<base64 cannot be read: it is not base64", ""),
        ("binary x", "<binary takes nothing after it", "'< …'"),
        ("any x", "<any takes nothing after it", "'< …'"),
        (r"escaped \q", r"<escaped cannot be read: \q is none of the escapes", ""),
        (r"escaped abc\…", r"<escaped cannot be read: \… is none", ""),
    ],
)
def test_an_expectation_that_cannot_be_read_is_refused(text, sentence, hint):
    with pytest.raises(UsageError) as caught:
        parse_expectation(text)
    assert caught.value.sentence.startswith(sentence)
    assert hint in caught.value.hint


def test_a_text_with_a_dollar_sign_needs_the_notation():
    with pytest.raises(UsageError, match="'< …' is for a text"):
        parse_match("$5")
    assert parse_match("< $5") == Text("$5")


def test_an_expectation_begins_behind_the_arrow():
    assert parse_expectation(" hello") == Text("hello")
    assert parse_expectation("") == Text("")
    assert parse_expectation("contains x") == Contains("x")
    assert isinstance(parse_expectation("matches x"), Matches)
    assert isinstance(parse_match("$.a"), Where)
    assert json_matcher("1", is_exact=True) == Json(1, is_exact=True)
