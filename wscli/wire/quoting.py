"""What a peer said, short enough for a sentence."""

_LIMIT = 60


def quoted(text: str) -> str:
    """Return the beginning of a text in quotes, with what does not print escaped."""
    return repr(text if len(text) <= _LIMIT else f"{text[:_LIMIT]}...")
