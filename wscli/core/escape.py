r"""Making text from a peer safe to show: reversible escapes for what does not print.

Everything that goes to a terminal or a log passes here, since what a peer sends
is hostile: escape sequences would repaint the screen, bidirectional overrides
would turn words around.

`\xNN`, `\uNNNN` and `\UNNNNNNNN` stand for one code point, `\n`, `\r` and `\t`
for the usual ones, and `\\` for a backslash.
"""

import re

# C0, DEL and C1 controls; soft hyphen, the Arabic letter mark, zero-width
# characters and the invisible operators; line and paragraph separators;
# bidirectional embeddings, overrides and isolates; variation selectors, but for
# the one of emoji; the byte order mark and interlinear marks; lone surrogates;
# the controls of shorthand and of musical notation; tag characters.
_UNSAFE_CLASS = (
    "\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f"
    "\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0"
    "\ufff0-\ufffb\ud800-\udfff\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff"
)
_UNSAFE = re.compile(f"[{_UNSAFE_CLASS}]")
_UNSAFE_OR_BACKSLASH = re.compile(rf"[\\{_UNSAFE_CLASS}]")
_ESCAPE = re.compile(
    r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.?))", re.DOTALL
)
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t", "\\": r"\\"}
_SHORT_BACK = {"n": "\n", "r": "\r", "t": "\t", "\\": "\\"}


def is_printable(text: str, *, allowed: str = "\t") -> bool:
    """Whether the text may go to a terminal as it is.

    Args:
        text: The text.
        allowed: Control characters that may stand in it.
    """
    match = _UNSAFE.search(text)
    while match is not None and match[0] in allowed:
        match = _UNSAFE.search(text, match.end())
    return match is None


def escape(text: str) -> str:
    r"""Return the text on one line, reversibly: `unescape(escape(x)) == x`."""
    return _UNSAFE_OR_BACKSLASH.sub(lambda match: _escaped(match[0]), text)


def escape_unsafe(text: str) -> str:
    """Return the text on one line with only what is unsafe escaped.

    For words around the messages, such as header fields and close reasons,
    where a backslash should stay one.
    """
    return _UNSAFE.sub(lambda match: _escaped(match[0]), text)


def unescape(text: str) -> str:
    """Undo `escape`.

    Raises:
        ValueError: A backslash begins none of the escapes.
    """
    return _ESCAPE.sub(_unescaped, text)


def _escaped(character: str) -> str:
    if character in _SHORT:
        return _SHORT[character]
    code = ord(character)
    if code <= 0xFF:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"


def _unescaped(match: re.Match[str]) -> str:
    digits = match[1] or match[2] or match[3]
    if digits:
        code = int(digits, 16)
        if code > 0x10FFFF:
            raise ValueError(f"{match[0]} is beyond the last code point, U+10FFFF")
        return chr(code)
    if match[4] not in _SHORT_BACK:
        raise ValueError(
            f"{escape_unsafe(match[0])} is none of the escapes \\n \\r \\t \\\\ \\xNN"
            " \\uNNNN \\UNNNNNNNN"
        )
    return _SHORT_BACK[match[4]]
