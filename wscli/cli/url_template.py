"""URLs with variables in them.

A value in the path or query is percent-encoded, so that it stays one segment or item.
What comes before the path, such as `{{base}}`, is put as it is.
"""

from collections.abc import Iterable
from urllib.parse import quote

from wscli.core.errors import UsageError
from wscli.notation.variables import Expander, Template


def expand_url(
    template: Template,
    expander: Expander,
    query: Iterable[tuple[str, Template]] = (),
) -> str:
    """Return the URL with the values of its variables.

    Args:
        template: The URL; an item of its query with an unset optional variable is
            left out.
        expander: Knows the variables.
        query: Further items of the query, which are encoded as a whole.

    Raises:
        UsageError: A variable is unset that has to have a value.
    """
    place, *rest = template.split("?", 1)
    items = [
        expander.expand(item, _encoded) for part in rest for item in part.split("&")
    ]
    for name, value in query:
        text = expander.expand(value)
        items.append(None if text is None else f"{_encoded(name)}={_encoded(text)}")
    kept = [item for item in items if item is not None]
    question_mark = "?" if kept else ""
    return _expand_place(place, expander) + question_mark + "&".join(kept)


def _expand_place(template: Template, expander: Expander) -> str:
    segments = template.split("/")
    has_scheme = str(segments[0]).endswith(":") and str(segments[1]) == ""
    path = 3 if has_scheme else 1
    texts = [expander.expand(segment) for segment in segments[:path]]
    texts += [expander.expand(segment, _encoded) for segment in segments[path:]]
    known = [text for text in texts if text is not None]
    if len(known) < len(texts):
        raise UsageError(
            f"the URL {template} needs a variable that is marked as optional",
            "only items of queries, cookies and header fields can be left out",
        )
    return "/".join(known)


def _encoded(text: str) -> str:
    # What is not UTF-8 in an argument comes as surrogates, and leaves as it came.
    return quote(text, safe="", errors="surrogateescape")
