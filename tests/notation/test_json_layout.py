"""A JSON text keeps its tokens, and loses nothing but white space."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.escape import is_printable
from wscli.notation.json_layout import (
    TokenKind,
    compact,
    escape_in_strings,
    escape_variables,
    pretty,
    tokens,
)

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)


@st.composite
def json_texts(draw):
    return json.dumps(
        draw(json_values),
        indent=draw(st.sampled_from([None, 0, 1, 4, "\t"])),
        ensure_ascii=draw(st.booleans()),
    )


def exactly(text):
    """Return what a JSON text says, with the order of keys and the digits."""
    return json.loads(
        text,
        object_pairs_hook=lambda pairs: ("object", pairs),
        parse_int=lambda digits: ("number", digits),
        parse_float=lambda digits: ("number", digits),
    )


class TestCompact:
    @pytest.mark.parametrize(
        ("text", "line"),
        [
            ('{"type":"pong"}', '{"type": "pong"}'),
            ('{ "a" :\n [ 1 ,2 ] }', '{"a": [1, 2]}'),
            (" [ ] ", "[]"),
            ("{\r\n}", "{}"),
            ('"a  ,b:c"', '"a  ,b:c"'),
            (r'["a\"  ,b\\"  ,1]', r'["a\"  ,b\\", 1]'),
            ("[1.50,1e400,-0]", "[1.50, 1e400, -0]"),
            ("[12345678901234567890]", "[12345678901234567890]"),
            ('{"a":1,"a":2}', '{"a": 1, "a": 2}'),
            (r'["\u00e9\/","é"]', r'["\u00e9\/", "é"]'),
            ("null", "null"),
            ("", ""),
        ],
    )
    def test_one_space_after_colons_and_commas(self, text, line):
        assert compact(text) == line

    @given(json_texts())
    def test_the_document_stays_the_same(self, text):
        assert exactly(compact(text)) == exactly(text)
        assert len(compact(text).splitlines()) == 1


class TestPretty:
    def test_what_fits_stays_on_its_line(self):
        text = '{"type":"board","strokes":[{"points":[[1,2],[3,4]],"color":"red"}]}'
        assert pretty(text, 80) == [compact(text)]
        assert pretty(text, 60) == [
            "{",
            '  "type": "board",',
            '  "strokes": [{"points": [[1, 2], [3, 4]], "color": "red"}]',
            "}",
        ]
        assert pretty(text, 58) == [
            "{",
            '  "type": "board",',
            '  "strokes": [',
            '    {"points": [[1, 2], [3, 4]], "color": "red"}',
            "  ]",
            "}",
        ]

    def test_the_comma_that_follows_a_group_needs_room_too(self):
        text = "[[1,22],[3]]"
        assert pretty(text, 10) == ["[", "  [1, 22],", "  [3]", "]"]
        assert pretty(text, 9) == ["[", "  [", "    1,", "    22", "  ],", "  [3]", "]"]

    def test_empty_groups_are_never_broken(self):
        assert pretty('{"a":{},"b":[]}', 0) == ["{", '  "a": {},', '  "b": []', "}"]

    def test_the_beginning_of_a_document_can_be_laid_out(self):
        assert pretty('{"a":[1,{"b":"hal', 80) == [
            "{",
            '  "a": [',
            "    1,",
            "    {",
            '      "b": "hal',
        ]
        assert pretty('["hal', 80) == ["[", '  "hal']

    @pytest.mark.parametrize("document", ["[" * 100_000 + "]" * 100_000, "[" * 100_000])
    def test_deep_nesting_is_laid_out_in_linear_space(self, document):
        lines = pretty(document, 80)
        assert "".join(line.strip() for line in lines) == document
        assert sum(map(len, lines)) < len(document) + 10_000

    @given(json_texts(), st.integers(0, 100))
    def test_the_document_stays_the_same(self, text, width):
        lines = pretty(text, width)
        assert exactly("\n".join(lines)) == exactly(text)
        assert pretty("\n".join(lines), width) == lines

    @given(json_texts(), st.integers(0, 100))
    def test_each_line_is_one_line_that_is_safe_to_show(self, text, width):
        for line in pretty(text, width):
            assert is_printable(line, allowed="")
            assert line == line.rstrip(" ")

    @given(json_texts())
    def test_a_document_that_fits_is_not_broken(self, text):
        line = compact(text)
        assert pretty(text, len(line)) == [line]

    @given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E)))
    def test_what_is_no_json_loses_only_spaces(self, text):
        laid_out = "".join(pretty(text, 20))
        assert laid_out.replace(" ", "") == text.replace(" ", "")


class TestSafety:
    @pytest.mark.parametrize(
        ("character", "escape"),
        [
            ("\u202e", r"\u202e"),
            ("\x9b", r"\u009b"),
            ("\x7f", r"\u007f"),
            ("\u200b", r"\u200b"),
            ("\U000e0041", r"\udb40\udc41"),
            ("\ud800", r"\ud800"),
            ("é", "é"),
            ("😀", "😀"),
        ],
    )
    def test_what_is_unsafe_becomes_an_escape_of_json(self, character, escape):
        text = f'{{"a":"{character}"}}'
        assert compact(text) == f'{{"a": "{escape}"}}'
        assert json.loads(compact(text)) == {"a": character}

    def test_white_space_between_tokens_stays_until_the_layout(self):
        assert escape_in_strings('{\r\n\t"a": "\x9b"}') == '{\r\n\t"a": "\\u009b"}'

    @pytest.mark.parametrize(
        ("text", "escaped"),
        [
            ('"{{a}}"', r'"\u007b{a}}"'),
            ('"{{{"', r'"\u007b\u007b{"'),
            (r'"\\{{"', r'"\\\u007b{"'),
            ('{"a":{"b":{}}}', '{"a":{"b":{}}}'),
        ],
    )
    def test_nothing_is_left_that_looks_like_a_variable(self, text, escaped):
        assert escape_variables(text) == escaped
        assert json.loads(escaped) == json.loads(text)


class TestTokens:
    def test_each_piece_has_its_kind(self):
        key, string = TokenKind.KEY, TokenKind.STRING
        number, literal = TokenKind.NUMBER, TokenKind.LITERAL
        punctuation = TokenKind.PUNCTUATION
        assert list(tokens(r'{"a\"": "b:", "c" :[-1.5e+3, null]}')) == [
            (punctuation, "{"),
            (key, r'"a\""'),
            (punctuation, ": "),
            (string, '"b:"'),
            (punctuation, ", "),
            (key, '"c"'),
            (punctuation, " :["),
            (number, "-1.5e+3"),
            (punctuation, ", "),
            (literal, "null"),
            (punctuation, "]}"),
        ]

    @given(st.text() | json_texts())
    def test_joined_they_are_the_text(self, text):
        assert "".join(token.text for token in tokens(text)) == text
