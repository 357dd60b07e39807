"""JSONPath (RFC 9535) about a message: does it select something, is it true?

Everything is read as the logical expression of a filter (section 2.3.5) in which `$`
is the message. A query alone, such as `$.items[?@.price > 1]`, asks whether it
selects at least one node; `$.type == "update" && !$.error` compares.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from wscli.core.payload import JsonValue


@dataclass(frozen=True, slots=True)
class JsonPath:
    """A JSONPath.

    Attributes:
        text: As it was written.
        condition: The same, to be asked of messages.
    """

    text: str
    condition: Callable[[JsonValue], bool] = field(repr=False, compare=False)


def parse_json_path(text: str) -> JsonPath:
    """Read a query, or a logical expression of queries.

    Raises:
        UsageError: It is neither; the sentence says where and why.
    """
    # The library takes as long to load as everything else, and few commands need it.
    from wscli.notation.json_path_compiler import (  # noqa: PLC0415  only where used
        compile_condition,
    )

    return JsonPath(text, compile_condition(text))
