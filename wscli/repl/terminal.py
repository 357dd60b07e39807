"""The terminal of this process, as prompt-toolkit knows it."""

from collections.abc import Iterator
from contextlib import contextmanager

from prompt_toolkit.input import Input, create_input
from prompt_toolkit.output import Output, create_output


@contextmanager
def open_terminal() -> Iterator[tuple[Input, Output]]:
    """Give where keys come from and where is drawn, for as long as a session lasts.

    prompt-toolkit gives the terminal back to the shell's line editing between two
    prompts and whenever something is drawn. What is typed in such a moment would be
    echoed by the terminal, and its Ctrl-D and Ctrl-C would mean something else, so
    here the terminal stays raw.
    """
    typing = create_input()
    # mypy takes a method for a constant.
    typing.cooked_mode = typing.raw_mode  # type: ignore[method-assign]
    with typing.raw_mode():
        yield typing, create_output()
