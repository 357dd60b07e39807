"""The terminal of this process, as prompt-toolkit knows it."""

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output


def open_terminal() -> tuple[Input, Output]:
    """Return where keys come from, and where is drawn."""
    return create_input(), create_output()
