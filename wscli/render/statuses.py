"""Why a server refuses an opening handshake: plain words for HTTP statuses."""

from wscli.core.events import Refused

_SENTENCES: dict[int, tuple[str, tuple[str, ...]]] = {
    401: (
        "The server wants credentials{fields}: give them with -u, --bearer, -b or -H.",
        ("WWW-Authenticate",),
    ),
    404: (
        "The server knows no endpoint at this path; check its spelling, its prefix and"
        " a slash at the end.",
        (),
    ),
    426: (
        "The server wants another protocol, or another version of it{fields}.",
        ("Upgrade", "Sec-WebSocket-Version"),
    ),
    429: ("The server gets too many requests{fields}.", ("Retry-After",)),
    500: (
        "The server failed while it handled the handshake; its log should tell more.",
        (),
    ),
    502: (
        "A gateway answered: what the server behind it said made no sense, or it is"
        " down.",
        (),
    ),
    503: (
        "The server is overloaded or under maintenance, or a gateway found none behind"
        " it{fields}.",
        ("Retry-After",),
    ),
    504: (
        "A gateway answered: the server behind it is down, or too slow.",
        (),
    ),
}
"""Status → sentence, and the header fields that belong into it."""

_NOT_AN_ENDPOINT = (
    "The server answered as it does to any HTTP request: this path is no WebSocket"
    " endpoint, or a proxy in between dropped the Upgrade header field."
)
_CLOSED_BEFORE_ACCEPT = (
    "ASGI servers answer so when the application closes before it accepts, or has no"
    " such path; its close code, often 1008, never reaches the client."
)


def explain_refusal(refused: Refused) -> str:
    """Return a plain sentence about a refusal, or nothing where there is none."""
    location = refused.header("Location")
    match refused.status:
        case status if 200 <= status <= 299:
            return _NOT_AN_ENDPOINT
        case status if 300 <= status <= 399 and location:
            return f"The server redirects to {location} (-L follows redirects)."
        case 403 if not refused.body and not refused.is_body_cut:
            return _CLOSED_BEFORE_ACCEPT
        case status:
            sentence, names = _SENTENCES.get(status, ("", ()))
            return sentence.format(fields=_in_parentheses(refused, names))


def _in_parentheses(refused: Refused, names: tuple[str, ...]) -> str:
    values = ((name, refused.header(name)) for name in names)
    fields = ", ".join(f"{name}: {value}" for name, value in values if value)
    return f" ({fields})" if fields else ""
