"""The prompt: what is typed becomes actions."""

from collections.abc import Callable

from prompt_toolkit import PromptSession
from prompt_toolkit.input import Input
from prompt_toolkit.output import Output

from wscli.core.actions import Action
from wscli.core.errors import UsageError
from wscli.repl.commands import Help, Quit, help_lines, read_line


class Prompt:
    """A source of actions: somebody who types.

    Ctrl-D and `/quit` end it; Ctrl-C clears the line, and ends it on an empty one.
    """

    def __init__(
        self,
        typing: Input,
        output: Output,
        *,
        tell: Callable[[str], None],
        interrupted: Callable[[], None],
    ) -> None:
        """Prepare the prompt.

        Args:
            typing: prompt-toolkit's input.
            output: prompt-toolkit's output.
            tell: Shows a line above the prompt.
            interrupted: Called for Ctrl-C on an empty line.
        """
        self._session: PromptSession[str] = PromptSession(
            input=typing,
            output=output,
            # What is sent is shown in the notation, like everything else.
            erase_when_done=True,
        )
        self._tell = tell
        self._interrupted = interrupted

    async def next(self) -> Action | None:
        """Return what the next line asks for, or None at the end."""
        while True:
            try:
                line = await self._session.prompt_async("> ", handle_sigint=False)
            except EOFError:
                return None
            except KeyboardInterrupt:
                if self._session.default_buffer.text:
                    continue
                self._interrupted()
                return None
            try:
                typed = read_line(line)
            except UsageError as error:
                self._tell(f"# {error}")
                continue
            match typed:
                case Help():
                    for each in help_lines():
                        self._tell(each)
                case Quit():
                    return None
                case _:
                    return typed
