r"""Writing messages in the notation, so that a line of the screen is one of a script.

A message takes the first of these forms that gives its payload back exactly:

- binary: `<hex 00 01 02`, or a hex dump in a fence from 17 bytes on;
- a JSON object or array: `<json {...}`, in a fence where it is wider than the line;
  `<json= {...}` where a string in it looks like a placeholder.
  White space is ours, as is the escape of characters that are unsafe to show;
- one printable line: `< text`. Variables are kept out: `{{` is written `\{{`;
- several printable lines: a fence of ```, or of ```raw where `{{` occurs in them;
- any other text: `<escaped ...`, with the escapes of `wscli.core.escape`. That is
  control characters, blanks at either end, which nobody would see, and what the
  other forms would read differently.

In `escaped`, variables are looked up before escapes are read, so that `\x7b{` is
never taken for one.

A message that is cut short for the screen can never be read as a whole one. Its text
is written as `contains`, which is true of what was received, and an error where it
is to be sent; JSON ends in `…`, hex in `..` and escaped text in `\…`, which their
readers refuse or take for a gap. A comment with the whole size comes last.
"""

import re
from dataclasses import dataclass
from enum import Enum

from wscli.core.escape import escape, is_printable
from wscli.core.events import MessageSeen
from wscli.core.frames import MessageKind
from wscli.core.payload import hex_dump, is_json_document
from wscli.core.quantities import format_size
from wscli.notation.json_layout import compact, escape_variables, pretty

FENCE = "```"

_HEX_LINE_BYTES = 16
_JSON_EXAMINED = 2**20
"""Longer texts that will be cut short anyway are not parsed to find JSON in them."""

# A string of the peer's that an expectation would take for a placeholder.
_PLACEHOLDER = re.compile(r'"<[a-z]+[:>]')

_FIRST_OF_TWO_BRACES = re.compile(r"\{(?=\{)")


class Form(Enum):
    """How a payload is written: the word that is glued to the arrow."""

    TEXT = ""
    CONTAINS = "contains"
    JSON = "json"
    EXACT_JSON = "json="
    ESCAPED = "escaped"
    HEX = "hex"


@dataclass(frozen=True, slots=True)
class Extent:
    """How much of a message is written.

    Attributes:
        size: Bytes of a binary message, or characters of a text.
        lines: Lines of the payload.
    """

    size: int = 16 * 2**10
    lines: int = 200


@dataclass(frozen=True, slots=True)
class WrittenMessage:
    """A message in the notation, in parts for those who colour them.

    Attributes:
        step: What comes before the payload: name, arrow and word.
        form: How the payload is written.
        payload: The lines of the payload; one without a fence.
        fence: The line that opens the fence; empty without one.
        whole_size: Of a message that is cut short, its size in bytes; else None.
    """

    step: str
    form: Form
    payload: tuple[str, ...]
    fence: str = ""
    whole_size: int | None = None

    @property
    def comment(self) -> str:
        """The comment that follows a message that is cut short, or nothing."""
        if self.whole_size is None:
            return ""
        size = format_size(self.whole_size)
        return f"# … cut short: the message has {size} (all of it: --format raw, or -o)"

    @property
    def lines(self) -> list[str]:
        """The lines of the notation, without line ends."""
        if self.fence:
            lines = [f"{self.step} {self.fence}", *self.payload, FENCE]
        else:
            lines = [f"{self.step} {self.payload[0]}" if self.payload[0] else self.step]
        return [*lines, self.comment] if self.comment else lines


def write_message(
    message: MessageSeen,
    *,
    name: str = "",
    width: int | None = None,
    extent: Extent | None = None,
) -> WrittenMessage:
    """Write one message.

    Args:
        message: The message.
        name: Of the connection, where there are several.
        width: Of the lines, in characters. JSON that is wider is spread over
            several lines; None keeps it on one.
        extent: How much of it to write; None writes all of it.
    """
    writer = _Writer(f"{name}{message.direction.value}", width, extent)
    if message.kind is MessageKind.BINARY:
        return writer.binary(message.payload)
    return writer.text(message.text, len(message.payload))


@dataclass(frozen=True, slots=True)
class _Writer:
    arrow: str
    width: int | None
    extent: Extent | None

    def binary(self, payload: bytes) -> WrittenMessage:
        shown = payload
        if self.extent is not None:
            most = min(self.extent.size, self.extent.lines * _HEX_LINE_BYTES)
            shown = payload[:most]
        if len(payload) == len(shown) <= _HEX_LINE_BYTES:
            return self._written(Form.HEX, [payload.hex(" ")])
        lines = hex_dump(shown)
        # The column of letters can hold what looks like a variable.
        fence = _fence_for("\n".join(lines))
        if len(shown) == len(payload):
            return self._written(Form.HEX, lines, fence)
        return self._written(Form.HEX, [*lines, ".."], fence, len(payload))

    def text(self, text: str, size: int) -> WrittenMessage:
        shown = text if self.extent is None else text[: self.extent.size]
        is_cut = len(shown) < len(text)
        is_examined = not is_cut or len(text) <= _JSON_EXAMINED
        if is_examined and is_json_document(text):
            return self._json(shown, size, is_cut=is_cut)
        if self.extent is not None:
            lines = shown.split("\n", self.extent.lines)
            is_cut = is_cut or len(lines) > self.extent.lines
            shown = "\n".join(lines[: self.extent.lines])
        return self._plain(shown, size if is_cut else None)

    def _json(self, text: str, size: int, *, is_cut: bool) -> WrittenMessage:
        text = escape_variables(text)
        if self.width is None:
            lines = [compact(text)]
        else:
            lines = pretty(text, self.width - len(f"{self.arrow}json "))
        if is_cut:
            lines[-1] += "…"
        if self.extent is not None and len(lines) > self.extent.lines:
            is_cut = True
            lines[self.extent.lines :] = ["…"]
        fence = FENCE if len(lines) > 1 else ""
        form = Form.JSON
        if self.arrow.endswith("<") and _PLACEHOLDER.search(text):
            form = Form.EXACT_JSON
        return self._written(form, lines, fence, size if is_cut else None)

    def _plain(self, text: str, whole_size: int | None) -> WrittenMessage:
        form = Form.TEXT if whole_size is None else Form.CONTAINS
        if _is_readable_line(text):
            line = text.replace("{{", r"\{{")
            return self._written(form, [line], whole_size=whole_size)
        if _is_readable_in_fence(text):
            return self._written(form, text.split("\n"), _fence_for(text), whole_size)
        line = escape_payload(text)
        if whole_size is not None:
            line += r"\…"
        return self._written(Form.ESCAPED, [line], whole_size=whole_size)

    def _written(
        self,
        form: Form,
        lines: list[str],
        fence: str = "",
        whole_size: int | None = None,
    ) -> WrittenMessage:
        step = self.arrow + form.value
        return WrittenMessage(step, form, tuple(lines), fence, whole_size)


def _is_readable_line(text: str) -> bool:
    return (
        is_printable(text)
        and text.strip() == text
        and not text.startswith(FENCE)
        and r"\{{" not in text
    )


def _is_readable_in_fence(text: str) -> bool:
    # A single line that ends with a line feed is clearer with its escape.
    return (
        "\n" in text.rstrip("\n")
        and is_printable(text, allowed="\t\n")
        and not (
            FENCE in text and any(line.strip() == FENCE for line in text.split("\n"))
        )
    )


def _fence_for(payload: str) -> str:
    return f"{FENCE}raw" if "{{" in payload else FENCE


def escape_payload(text: str) -> str:
    """Return the text as the payload of `escaped`, on one line.

    Besides what `wscli.core.escape` escapes, that is what a line of the notation
    would lose or take for its own: blanks at the ends, variables, a fence.
    """
    line = _FIRST_OF_TWO_BRACES.sub(r"\\x7b", escape(text))
    if line[:1].isspace() or line.startswith(FENCE):
        line = _as_number(line[0]) + line[1:]
    if line[-1:].isspace():
        line = line[:-1] + _as_number(line[-1])
    return line


def _as_number(character: str) -> str:
    code = ord(character)
    return f"\\x{code:02x}" if code <= 0xFF else f"\\u{code:04x}"
