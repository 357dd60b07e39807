"""Escapes: whatever a peer sends can be shown, and read back."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.escape import escape, escape_unsafe, is_printable, unescape

# Any code point, halves of surrogate pairs too, and often the ones that matter.
TEXTS = st.text(
    st.characters()
    | st.characters(categories=["Cc", "Cf", "Cs", "Zl", "Zp"])
    | st.sampled_from("\\xuUnrt0aA\n\r\t")
)


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("", ""),
        ("plain, grün, 漢字 and 👋", "plain, grün, 漢字 and 👋"),
        ("a\nb\rc\td", r"a\nb\rc\td"),
        ("back\\slash", r"back\\slash"),
        ("\\n", r"\\n"),
        ("\x00\x1b[31m\x7f", r"\x00\x1b[31m\x7f"),
        ("\x85\x9b", r"\x85\x9b"),
        ("soft\xadhyphen", r"soft\xadhyphen"),
        ("zero\u200bwidth", r"zero\u200bwidth"),
        ("\u202eturned\u202c", r"\u202eturned\u202c"),
        ("\u2066isolated\u2069", r"\u2066isolated\u2069"),
        ("line\u2028paragraph\u2029", r"line\u2028paragraph\u2029"),
        ("\ufeffbom", r"\ufeffbom"),
        ("half \ud83d", r"half \ud83d"),
        ("tag\U000e0041", r"tag\U000e0041"),
        ("note\U0001d173", r"note\U0001d173"),
        ("\u2764\ufe0f", "\u2764\ufe0f"),
        ("\u2764\ufe0e", "\u2764\\ufe0e"),
        ("a b\u00a0c", "a b\u00a0c"),
    ],
)
def test_what_does_not_print_is_escaped(text, escaped):
    assert escape(text) == escaped
    assert unescape(escaped) == text


def test_ascii_that_prints_stays_as_it_is_but_for_the_backslash():
    ascii_text = "".join(map(chr, range(0x20, 0x7F)))
    assert escape_unsafe(ascii_text) == ascii_text
    assert escape(ascii_text) == ascii_text.replace("\\", "\\\\")


@given(TEXTS)
def test_what_was_escaped_can_be_read_back(text):
    assert unescape(escape(text)) == text


@given(TEXTS)
def test_what_was_escaped_is_one_printable_line(text):
    for line in (escape(text), escape_unsafe(text)):
        assert is_printable(line, allowed="")
        assert len(line.splitlines()) <= 1
        # utf-8 has no form for half a surrogate pair.
        line.encode("utf-8")


@given(TEXTS)
def test_around_messages_a_backslash_stays_one(text):
    assert escape_unsafe(text).replace("\\", "") == escape(text).replace("\\", "")
    assert escape_unsafe("\\" + text).startswith("\\" + escape_unsafe(text)[:1])


@given(TEXTS)
def test_escaping_what_is_unsafe_twice_changes_nothing(text):
    assert escape_unsafe(escape_unsafe(text)) == escape_unsafe(text)


def test_every_control_separator_and_lone_surrogate_is_unsafe():
    categories = {"Cc", "Cs", "Zl", "Zp"}
    unsafe = [
        character
        for character in map(chr, range(0x110000))
        if unicodedata.category(character) in categories
    ]
    assert len(unsafe) > 2000
    assert not any(is_printable(character, allowed="") for character in unsafe)


# Unicode's property Default_Ignorable_Code_Point: what shows nothing at all. Left
# out is U+FE0F, which makes an emoji of the character before it.
INVISIBLE = [
    *[0xAD, 0x34F, 0x61C, 0x115F, 0x1160, 0x17B4, 0x17B5, 0x3164, 0xFEFF, 0xFFA0],
    *range(0x180B, 0x1810),
    *range(0x200B, 0x2010),
    *range(0x202A, 0x202F),
    *range(0x2060, 0x2070),
    *range(0xFE00, 0xFE0F),
    *range(0xFFF0, 0xFFF9),
    *range(0x1BCA0, 0x1BCA4),
    *range(0x1D173, 0x1D17B),
    *range(0xE0000, 0xE1000),
]


def test_every_invisible_character_is_unsafe():
    assert not [code for code in INVISIBLE if is_printable(chr(code), allowed="")]


@pytest.mark.parametrize(
    ("text", "allowed", "printable"),
    [
        ("", "\t", True),
        ("a\tb", "\t", True),
        ("a\tb", "", False),
        ("a\nb", "\t", False),
        ("a\nb\tc", "\n\t", True),
        ("a\tb\x1bc", "\t", False),
        ("back\\slash", "", True),
    ],
)
def test_a_text_is_printable_but_for_the_controls_that_are_allowed(
    text, allowed, printable
):
    assert is_printable(text, allowed=allowed) is printable


def test_a_tab_is_allowed_unless_told_otherwise():
    assert is_printable("a\tb")
    assert not is_printable("a\nb")


@pytest.mark.parametrize(
    ("escaped", "text"),
    [
        (r"\x41", "A"),
        (r"\u00E9\u00e9", "éé"),
        (r"\U0001F44B", "👋"),
        (r"\U0010ffff", "\U0010ffff"),
        (r"\x414", "A4"),
        (r"\\x41", r"\x41"),
    ],
)
def test_an_escape_stands_for_its_code_point(escaped, text):
    assert unescape(escaped) == text


ESCAPES = r"is none of the escapes \n \r \t \\ \xNN \uNNNN \UNNNNNNNN"


@pytest.mark.parametrize(
    ("escaped", "sentence"),
    [
        ("\\", rf"\ {ESCAPES}"),
        (r"\q", rf"\q {ESCAPES}"),
        (r"\x4", rf"\x {ESCAPES}"),
        (r"\xgg", rf"\x {ESCAPES}"),
        (r"\u12", rf"\u {ESCAPES}"),
        (r"\U1234567", rf"\U {ESCAPES}"),
        ("\\\x1b", rf"\\x1b {ESCAPES}"),
        ("\\\n", rf"\\n {ESCAPES}"),
        (r"\u٣٣٣٣", rf"\u {ESCAPES}"),
        (r"\U00110000", r"\U00110000 is beyond the last code point, U+10FFFF"),
    ],
)
def test_what_is_no_escape_is_refused_in_one_line(escaped, sentence):
    with pytest.raises(ValueError) as refusal:  # noqa: PT011 - the sentence is compared
        unescape(f"before {escaped}")
    assert str(refusal.value) == sentence


@given(TEXTS)
def test_any_text_is_read_or_refused(text):
    try:
        answer = escape(unescape(text))
    except ValueError as refusal:
        answer = str(refusal)
    assert is_printable(answer, allowed="")
