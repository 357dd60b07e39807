"""A message that is written down can be read back."""

import json
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from wscli.core.escape import is_printable, unescape
from wscli.core.events import MessageSeen
from wscli.core.frames import Direction, MessageKind
from wscli.core.payload import parse_hex
from wscli.notation.from_events import (
    Extent,
    Form,
    WrittenMessage,
    escape_payload,
    write_message,
)

STEP = re.compile(r"(?P<name>[a-z]*)(?P<arrow>[<>])(?P<word>[a-z]*)( (?P<payload>.+))?")


def received(payload, direction=Direction.RECEIVED):
    is_text = isinstance(payload, str)
    return MessageSeen(
        0.5,
        direction,
        MessageKind.TEXT if is_text else MessageKind.BINARY,
        payload.encode() if is_text else payload,
    )


def sent(payload):
    return received(payload, Direction.SENT)


def write(message, **options):
    return write_message(message, **options).lines


def read(lines):
    """Read a written message as the notation says it is read, by other means.

    Returns its name, arrow, word, and payload.
    """
    # As a file, where a CR before the line end is dropped.
    first, *rest = ("\n".join(lines) + "\n").replace("\r\n", "\n").split("\n")[:-1]
    step = STEP.fullmatch(first)
    payload = step["payload"] or ""
    is_raw = payload == "```raw"
    if payload in ("```", "```raw"):
        end = rest.index("```")
        assert end == len(rest) - 1, "the fence ends before the message does"
        payload = "\n".join(rest[:end])
    else:
        assert not rest
    if not is_raw:
        assert "{{" not in payload.replace(r"\{{", ""), "a variable"
        payload = payload.replace(r"\{{", "{{")
    readers = {
        "": str,
        "escaped": unescape,
        "hex": parse_hex,
        "json": str,
        "json=": str,
    }
    word = step["word"]
    return step["name"], step["arrow"], word, readers[word](payload)


class TestText:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ("Message text was: hello", "< Message text was: hello"),
            ("", "<"),
            ("close 1000", "< close 1000"),
            ("# no comment", "< # no comment"),
            ("a\tb", "< a\tb"),
            ("grüße 😀", "< grüße 😀"),
            ("back\\slash \\n", "< back\\slash \\n"),
            ("{not json}", "< {not json}"),
            ("a {{b}} {{{", "< a \\{{b}} \\{{{"),
            # What a line would lose, or take for something else, is escaped.
            ("hello ", "<escaped hello\\x20"),
            ("  hello", "<escaped \\x20 hello"),
            (" ", "<escaped \\x20"),
            ("\u3000x\u00a0", "<escaped \\u3000x\\xa0"),
            ("hello\n", "<escaped hello\\n"),
            ("\n", "<escaped \\n"),
            ("a\r\nb", "<escaped a\\r\\nb"),
            ("```", "<escaped \\x60``"),
            ("```raw", "<escaped \\x60``raw"),
            ("\\{{x}}", "<escaped \\\\\\x7b{x}}"),
            ("\x1b[31m{{{", "<escaped \\x1b[31m\\x7b\\x7b{"),
            ("\u202eevil", "<escaped \\u202eevil"),
        ],
    )
    def test_one_line(self, text, line):
        assert write(received(text)) == [line]

    def test_several_lines_stand_in_a_fence(self):
        assert write(received("one\n  two \n\nthree")) == [
            "< ```",
            "one",
            "  two ",
            "",
            "three",
            "```",
        ]

    def test_braces_make_the_fence_a_raw_one(self):
        assert write(received("{{a}}\n\\{{b")) == ["< ```raw", "{{a}}", "\\{{b", "```"]

    @pytest.mark.parametrize("fence", ["```", " ```\t"])
    def test_what_would_end_the_fence_is_escaped(self, fence):
        (line,) = write(received(f"a\n{fence}\nb"))
        assert line.startswith("<escaped a\\n")

    def test_backticks_within_a_line_do_not_end_the_fence(self):
        assert write(received("a\n```js"))[0] == "< ```"

    def test_the_arrow_and_the_name_say_whose_it_is(self):
        assert write(sent("hi"), name="alice") == ["alice> hi"]
        assert write(received("hi"), name="bob") == ["bob< hi"]

    @given(st.text() | st.text("a`{\\ \n\t\r"), st.sampled_from(Direction))
    @example("{{", Direction.SENT)
    @example("\\\\{{", Direction.SENT)
    @example("```\n", Direction.SENT)
    @example("a\n\n", Direction.SENT)
    def test_any_text_is_read_back(self, text, direction):
        lines = write(received(text, direction), name="ann", width=80)
        assert all(is_printable(line) for line in lines)
        name, arrow, word, payload = read(lines)
        assert (name, arrow) == ("ann", direction.value)
        if word.startswith("json"):
            assert json.loads(payload) == json.loads(text)
        else:
            assert payload == text


class TestJson:
    def test_an_object_or_array_stands_on_one_line_where_it_fits(self):
        assert write(received('{"type":"pong"}'), width=22) == [
            '<json {"type": "pong"}'
        ]
        assert write(sent(" [1,\n2]"), width=80) == [">json [1, 2]"]

    def test_what_is_wider_stands_in_a_fence(self):
        lines = write(received('{"type":"pong"}'), width=21)
        assert lines == ["<json ```", "{", '  "type": "pong"', "}", "```"]

    def test_without_a_width_it_stays_on_one_line(self):
        (line,) = write(received(json.dumps(list(range(100)))))
        assert line.startswith("<json [0, 1, 2")
        assert line.endswith(" 99]")

    @pytest.mark.parametrize("text", ["12", '"a"', "null", '{"a":}', "[NaN]"])
    def test_other_values_are_plain_text(self, text):
        assert write(received(text)) == [f"< {text}"]

    def test_strings_hold_neither_variables_nor_what_is_unsafe(self):
        (line,) = write(received('{"a":"{{{b}}\u202e\\\\{{"}'))
        assert line == r'<json {"a": "\u007b\u007b{b}}\u202e\\\u007b{"}'
        *_, payload = read([line])
        assert json.loads(payload) == {"a": "{{{b}}\u202e\\{{"}

    def test_numbers_and_keys_stay_as_they_were_sent(self):
        text = '{"b": 1.50, "a": 1e400, "b": -0}'
        assert write(received(text)) == [f"<json {text}"]


class TestBinary:
    @pytest.mark.parametrize(
        ("payload", "line"),
        [
            (b"", "<hex"),
            (b"\x00\x01\xff", "<hex 00 01 ff"),
            (b"{}", "<hex 7b 7d"),
            (bytes(16), "<hex" + 16 * " 00"),
        ],
    )
    def test_sixteen_bytes_stand_on_one_line(self, payload, line):
        assert write(received(payload)) == [line]

    def test_more_are_a_hex_dump(self):
        assert write(sent(bytes(range(0x3A, 0x4C))), name="ann") == [
            "ann>hex ```",
            "00000000  3a 3b 3c 3d 3e 3f 40 41  42 43 44 45 46 47 48 49"
            "  |:;<=>?@ABCDEFGHI|",
            f"00000010  {'4a 4b':48}  |JK|",
            "```",
        ]

    def test_letters_that_look_like_a_variable_make_the_fence_a_raw_one(self):
        assert write(received(b"{{a}} and {{more}}"))[0] == "<hex ```raw"

    @given(st.binary(max_size=70) | st.text("{`").map(str.encode))
    def test_any_bytes_are_read_back(self, payload):
        assert read(write(received(payload), width=20)) == ("", "<", "hex", payload)


class TestCutShort:
    """What is shown of a long message is never taken for the whole."""

    def test_a_comment_tells_the_size_of_the_whole(self):
        lines = write(received("x" * 2**21), extent=Extent(size=3))
        assert lines == [
            "<contains xxx",
            "# … cut short: the message has 2.0 MiB (all of it: --format raw, or -o)",
        ]

    def test_a_message_that_fits_is_whole(self):
        extent = Extent(size=4, lines=2)
        assert write(received("a\nbc"), extent=extent) == ["< ```", "a", "bc", "```"]
        assert write(received("[ 1]"), extent=extent) == ["<json [1]"]
        assert write(received(b"abcd"), extent=extent) == ["<hex 61 62 63 64"]

    def test_text_is_written_as_a_part_of_it(self):
        written = write_message(received("a\nb\nc\n"), extent=Extent(lines=2))
        assert written.form is Form.CONTAINS
        assert written.lines[:-1] == ["<contains ```", "a", "b", "```"]

    def test_escaped_text_ends_in_what_is_no_escape(self):
        line, _ = write(received("\x1b\x1b\x1b"), extent=Extent(size=2))
        assert line == "<escaped \\x1b\\x1b\\…"
        with pytest.raises(ValueError, match="escape"):
            read([line])

    @pytest.mark.parametrize(
        ("extent", "payload"),
        [
            (Extent(size=8), ["[", "  111,", "  222…"]),
            (Extent(lines=2), ["[", "  111,", "…"]),
            (Extent(size=9, lines=2), ["[", "  111,", "…"]),
        ],
    )
    def test_json_ends_in_what_is_no_json(self, extent, payload):
        message = received("[111,222,333]")
        written = write_message(message, width=10, extent=extent)
        assert list(written.payload) == payload
        assert written.lines[0] == "<json ```"
        assert written.comment

    def test_json_on_one_line_likewise(self):
        line, comment = write(received('{"a":"bcd"}'), extent=Extent(size=8))
        assert line == '<json {"a": "bc…'
        assert comment.startswith("# … cut short")

    @pytest.mark.parametrize("extent", [Extent(size=32), Extent(lines=2)])
    def test_a_dump_ends_in_a_gap(self, extent):
        lines = write(received(bytes(33)), extent=extent)
        assert [line[:8] for line in lines[:-1]] == [
            "<hex ```",
            "00000000",
            "00000010",
            "..",
            "```",
        ]
        with pytest.raises(ValueError, match="hexadecimal"):
            read(lines[:-1])

    def test_few_bytes_can_be_cut_short_too(self):
        lines = write(received(bytes(4)), extent=Extent(size=2))
        assert lines[0] == "<hex ```"
        assert lines[2] == ".."

    def test_what_is_huge_is_not_searched_for_json(self):
        huge = "[" + "1," * 2**20 + "1]"
        shown, _ = write(received(huge), extent=Extent(size=5))
        assert shown == "<contains [1,1,"

    @given(
        st.text(min_size=1) | st.binary(min_size=1),
        st.integers(0, 20),
        st.integers(1, 3),
    )
    def test_what_is_cut_short_says_so(self, payload, size, lines):
        message = received(payload)
        written = write_message(
            message, width=20, extent=Extent(size=size, lines=lines)
        )
        whole = write_message(message, width=20)
        if written.whole_size is None:
            assert written == whole
        else:
            assert written.lines[-1].startswith("# … cut short")
            assert written.form is not Form.TEXT
            assert len(written.payload) <= lines + 1


def test_a_message_without_payload_has_no_blank_at_its_end():
    assert WrittenMessage("ann<", Form.TEXT, ("",)).lines == ["ann<"]


@given(st.text())
def test_an_escaped_payload_is_one_visible_line(text):
    line = escape_payload(text)
    assert unescape(line) == text
    assert line == line.strip()
    assert is_printable(line, allowed="")


@pytest.mark.parametrize("word", ["<any>", "<rest>", "<matches:^a$>", "<unheard>"])
def test_a_string_that_looks_like_a_placeholder_is_written_to_be_matched_exactly(word):
    payload = json.dumps({"tag": word}).encode()
    received = MessageSeen(0.0, Direction.RECEIVED, MessageKind.TEXT, payload)
    assert write_message(received).lines == [f'<json= {{"tag": "{word}"}}']
    sent = MessageSeen(0.0, Direction.SENT, MessageKind.TEXT, payload)
    assert write_message(sent).lines == [f'>json {{"tag": "{word}"}}']
