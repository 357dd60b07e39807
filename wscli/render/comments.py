"""Comments of the notation: all that is shown besides the steps themselves."""

from wscli.core.escape import escape_unsafe
from wscli.render.options import RenderOptions
from wscli.render.spans import Line, Span, Style


def comment(text: str, options: RenderOptions, style: Style = Style.COMMENT) -> Line:
    """Return a comment of one line; secrets are hidden, what is unsafe is escaped.

    Where there are several connections, it begins with the name of its own.
    """
    safe = escape_unsafe(options.redactor(text))
    return (Span(f"{comment_start(options)} {safe}".rstrip(" "), style),)


def comment_start(options: RenderOptions) -> str:
    """Return how comments begin, without the blank that follows."""
    return f"# {options.name}:" if options.name else "#"
