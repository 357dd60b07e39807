"""What configuration files may set instead of options: the table `[defaults]`."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, fields
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

from wscli.cli.output_options import Format
from wscli.cli.toml_values import Place, read_bool, read_text
from wscli.core.proxy import parse_proxy
from wscli.core.quantities import parse_duration, parse_size
from wscli.core.target import TlsVersion

_Choice = TypeVar("_Choice", bound=Enum)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Values for options that are not given; None where a file says nothing.

    Durations are in seconds, sizes in bytes, and 0 lifts a limit, as with the options
    of the same names. Paths are complete.
    """

    connect_timeout: float | None = None
    timeout: float | None = None
    close_timeout: float | None = None
    max_time: float | None = None
    ping_interval: float | None = None
    ping_timeout: float | None = None
    max_size: int | None = None
    format: Format | None = None
    insecure: bool | None = None
    proxy: str | None = None
    cacert: str | None = None
    cert: str | None = None
    key: str | None = None
    tls_min: TlsVersion | None = None


OWN = ("insecure", "proxy", "cacert", "cert", "key", "tls_min")
"""Settings of the user alone: a file in a cloned repository must not have them."""


def read_settings(table: dict[str, object], place: Place) -> Settings:
    """Return the settings of a table that has no others.

    Raises:
        UsageError: A value is wrong.
    """
    return Settings(
        **{name: _READERS[name](value, place.at(name)) for name, value in table.items()}
    )


def merge_settings(layers: Iterable[Settings]) -> Settings:
    """Return for each setting the value of the first layer that has one."""
    strongest_last = list(layers)[::-1]
    return Settings(
        **{
            field.name: value
            for layer in strongest_last
            for field in fields(Settings)
            if (value := getattr(layer, field.name)) is not None
        }
    )


def _read_duration(value: object, place: Place) -> float:
    return place.check(parse_duration, read_text(value, place))


def _read_size(value: object, place: Place) -> int:
    return place.check(parse_size, read_text(value, place))


def _read_proxy(value: object, place: Place) -> str:
    text = read_text(value, place)
    # An empty one stands for none at all, as with --proxy.
    if text:
        place.check(parse_proxy, text)
    return text


def _read_path(value: object, place: Place) -> str:
    text = read_text(value, place)
    try:
        # Whatever it is, it is not relative to where the command happens to run.
        return str(place.file.parent / Path(text).expanduser())
    except RuntimeError:
        raise place.refuse(f"is {text!r}, and there is no such user") from None


def _one_of(choices: type[_Choice]) -> Callable[[object, Place], _Choice]:
    def read(value: object, place: Place) -> _Choice:
        text = read_text(value, place)
        try:
            return choices(text)
        except ValueError:
            known = ", ".join(choice.value for choice in choices)
            raise place.refuse(f"is {text!r}", f"it can be {known}") from None

    return read


_READERS: dict[str, Callable[[object, Place], Any]] = {
    "connect_timeout": _read_duration,
    "timeout": _read_duration,
    "close_timeout": _read_duration,
    "max_time": _read_duration,
    "ping_interval": _read_duration,
    "ping_timeout": _read_duration,
    "max_size": _read_size,
    "format": _one_of(Format),
    "insecure": read_bool,
    "proxy": _read_proxy,
    "cacert": _read_path,
    "cert": _read_path,
    "key": _read_path,
    "tls_min": _one_of(TlsVersion),
}
