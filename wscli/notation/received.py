"""A received message as matchers look at it: its views, and what to call it."""

from dataclasses import dataclass

from wscli.core.frames import MessageKind
from wscli.core.payload import JsonError, JsonValue, parse_json
from wscli.notation.json_match import show_value

_SHOWN = 24
"""Bytes of a binary message that are shown."""


@dataclass(frozen=True, slots=True)
class Received:
    """A received message."""

    kind: MessageKind
    payload: bytes

    @property
    def is_text(self) -> bool:
        """Whether it is a text message."""
        return self.kind is MessageKind.TEXT

    @property
    def text(self) -> str:
        """The payload as text; bytes that are not UTF-8 become U+FFFD."""
        return self.payload.decode("utf-8", "replace")

    def json(self) -> JsonValue:
        """Return the value of the JSON in it, be it a text or a binary message.

        Raises:
            JsonError: It is none.
        """
        try:
            return parse_json(self.payload.decode("utf-8"))
        except UnicodeDecodeError:
            raise JsonError("it is not UTF-8") from None

    def __str__(self) -> str:
        """Return what a sentence calls it: short, and safe to show."""
        if self.is_text:
            return f"the text {show_value(self.text)}"
        return show_bytes(self.payload)


def show_bytes(payload: bytes) -> str:
    """Return what a sentence calls the payload of a binary message."""
    if not payload:
        return "an empty binary message"
    more = " …" if len(payload) > _SHOWN else ""
    return f"the bytes {payload[:_SHOWN].hex(' ')}{more}"
