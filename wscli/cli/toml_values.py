"""Values of a TOML file, checked one by one, with sentences that name file and key."""

import difflib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from wscli.core.errors import UsageError
from wscli.notation.variables import Template, parse_template

_Value = TypeVar("_Value")

_SHOWN = 200
"""Characters of what a file says that a sentence repeats."""

_KINDS = {
    "dict": "a table",
    "list": "an array",
    "str": "a string",
    "bool": "true or false",
    "int": "a number",
    "float": "a number",
}


@dataclass(frozen=True, slots=True)
class Place:
    """A key of a file.

    Attributes:
        file: The file.
        key: The key with dots, such as `endpoints.echo.url`; empty for all of it.
    """

    file: Path
    key: str = ""

    def at(self, name: str) -> "Place":
        """Return the place of a key in the table at this one."""
        return Place(self.file, f"{self.key}.{name}" if self.key else name)

    def refuse(self, what: str, hint: str = "") -> UsageError:
        """Return the error that the value here `is ...`."""
        where = f"{self.file}: {_short(self.key)}" if self.key else str(self.file)
        return UsageError(f"{where} {_short(what)}", _short(hint))

    def check(self, read: Callable[[str], _Value], text: str) -> _Value:
        """Return what `read` makes of a text.

        Raises:
            UsageError: That of `read`, with the place before it.
        """
        try:
            return read(text)
        except UsageError as error:
            raise self.refuse(f"is wrong: {error.sentence}", error.hint) from None


def read_table(value: object, place: Place) -> dict[str, object]:
    """Return a table.

    Raises:
        UsageError: It is none.
    """
    if not isinstance(value, dict):
        raise place.refuse(f"is {_kind(value)}, not a table")
    return value


def refuse_unknown(table: Iterable[str], known: Iterable[str], place: Place) -> None:
    """Refuse a table with a key that nobody would read.

    Raises:
        UsageError: There is one; the sentence names the nearest known one.
    """
    names = list(known)
    for key in table:
        if key not in names:
            near = difflib.get_close_matches(key, names, 1)
            raise place.at(key).refuse(
                "is not a known key",
                f"did you mean {near[0]}?" if near else f"known are {', '.join(names)}",
            )


def read_text(value: object, place: Place) -> str:
    """Return a string, or a number or truth value as it would be written.

    Raises:
        UsageError: It is something else.
    """
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str | int | float):
        return str(value)
    raise place.refuse(f"is {_kind(value)}, not a string")


def read_template(value: object, place: Place) -> Template:
    """Return a text with variables in it.

    Raises:
        UsageError: It is no text, or its variables cannot be read.
    """
    return place.check(parse_template, read_text(value, place))


def read_bool(value: object, place: Place) -> bool:
    """Return a truth value.

    Raises:
        UsageError: It is none.
    """
    if not isinstance(value, bool):
        raise place.refuse(f"is {_kind(value)}, not true or false")
    return value


def read_texts(value: object, place: Place) -> tuple[str, ...]:
    """Return an array of strings.

    Raises:
        UsageError: It is none.
    """
    if not isinstance(value, list):
        raise place.refuse(f"is {_kind(value)}, not an array of strings")
    return tuple(read_text(item, place) for item in value)


def _kind(value: object) -> str:
    return _KINDS.get(type(value).__name__, "a date or time")


def _short(text: str) -> str:
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
