"""Durations and sizes as people write them: `250ms`, `64KiB`."""

import re

from wscli.core.errors import UsageError

# At most as many digits as a float keeps, so that nothing overflows or is rounded.
_QUANTITY = re.compile(r"([0-9]{1,15}(?:\.[0-9]*)?|\.[0-9]+)\s*([A-Za-z]*)")
_SECONDS = {"ms": 0.001, "s": 1.0, "": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
_BYTES = {
    "": 1,
    "b": 1,
    "k": 2**10,
    "kib": 2**10,
    "kb": 1000,
    "m": 2**20,
    "mib": 2**20,
    "mb": 1000**2,
    "g": 2**30,
    "gib": 2**30,
    "gb": 1000**3,
}


def parse_duration(text: str) -> float:
    """Return the seconds of `250ms`, `3s`, `2m`, `1h`, `1d`; a bare number is seconds.

    Raises:
        UsageError: It is not a duration.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or match[2].lower() not in _SECONDS:
        raise UsageError(
            f"{text!r} is not a duration", "write a number and ms, s, m, h or d: 250ms"
        )
    return float(match[1]) * _SECONDS[match[2].lower()]


def parse_size(text: str) -> int:
    """Return the bytes of `512`, `64KiB`, `16M`, `1GB`.

    K, M and G alone are powers of 1024, as in curl; KB, MB and GB of 1000.

    Raises:
        UsageError: It is not a size.
    """
    match = _QUANTITY.fullmatch(text.strip())
    if match is None or match[2].lower() not in _BYTES:
        raise UsageError(
            f"{text!r} is not a size", "write a number and B, KiB, MiB or GiB: 64KiB"
        )
    return int(float(match[1]) * _BYTES[match[2].lower()])


def format_duration(seconds: float) -> str:
    """Return a form that reads well: `0.4 ms`, `12 ms`, `3.0 s`, `2 m 5 s`."""
    if seconds < 0.0095:
        return f"{seconds * 1000:.1f} ms"
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} m {rest} s" if rest else f"{minutes} m"


def format_size(size: int) -> str:
    """Return a size in bytes with its unit: `1 byte`, `512 bytes`, `1.5 KiB`."""
    if size < 1024:
        return "1 byte" if size == 1 else f"{size} bytes"
    amount, unit = size / 1024, "KiB"
    for larger in ("MiB", "GiB"):
        # What would read "1024.0 KiB" is of the larger unit.
        if amount >= 1023.95:
            amount, unit = amount / 1024, larger
    return f"{amount:.1f} {unit}"
