"""What a peer said, short enough for a sentence."""

_LIMIT = 60


def shortened(text: str) -> str:
    """Return the beginning of a text, with dots if there is more of it."""
    return text if len(text) <= _LIMIT else f"{text[:_LIMIT]}..."


def quoted(text: str) -> str:
    """Return the beginning of a text in quotes, with what does not print escaped."""
    return repr(shortened(text))
