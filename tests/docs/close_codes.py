"""Writes `docs/close-codes.md` from the code: `python -m tests.docs.close_codes`."""

from pathlib import Path

from wscli.core.close_codes import (
    MAX_REASON_BYTES,
    NEVER_ON_THE_WIRE,
    ORDERLY,
    REGISTERED,
    explain,
    may_be_sent,
)

DOCUMENT = Path(__file__).parent.parent.parent / "docs" / "close-codes.md"

# One code stands for all that nobody registered in a range.
_RANGES = {2999: "others up to 2999", 3999: "others up to 3999", 4999: "4000 to 4999"}

_HEAD = f"""\
# Close codes

What a close code means when wscli shows it, as in `closed 1008 (policy violation)`.
The names are those of the IANA registry; RFC 6455 section 7.4 has the ranges. A session
that ends with {{orderly}} ended normally. Any other code is exit code 7, unless
`--expect-close` asked for it.

`--close-code` takes a code that may be sent, `--close-reason` a reason of up to
{MAX_REASON_BYTES} bytes. {{unsent}} are never sent: they stand for what happened
without a close frame, or for one without a code.

<!-- Made from wscli/core/close_codes.py by `python -m tests.docs.close_codes`. -->

| code | name | when you see it | may be sent |
|---|---|---|---|
"""


def write() -> str:
    """Returns the document."""
    head = _HEAD.format(
        orderly=_listed(ORDERLY, "or"), unsent=_listed(NEVER_ON_THE_WIRE, "and")
    )
    return head + "".join(map(_row, sorted([*REGISTERED, *_RANGES])))


def _row(code: int) -> str:
    meaning = explain(code)
    may = "yes" if may_be_sent(code) else "no"
    label = _RANGES.get(code, code)
    return f"| {label} | {meaning.name} | {meaning.sentence} | {may} |\n"


def _listed(codes: frozenset[int], word: str) -> str:
    *others, last = sorted(codes)
    return f"{', '.join(map(str, others))} {word} {last}"


if __name__ == "__main__":
    DOCUMENT.write_text(write(), "utf-8")
