"""Output above a prompt that somebody is typing at."""

import asyncio
from collections import deque

from prompt_toolkit.application import run_in_terminal
from prompt_toolkit.output import Output

_INTERVAL = 0.05
MAX_BYTES = 64 * 1024


class Screen:
    """Shows what comes above the prompt, in batches.

    Redrawing the prompt for each message would be slower than many a server talks,
    so what comes within a twentieth of a second is shown at once. Of a flood the
    last part is shown, and how much was left out.
    """

    def __init__(self, output: Output) -> None:
        """Take prompt-toolkit's output; must be called with a running loop."""
        self._output = output
        self._loop = asyncio.get_running_loop()
        self._lines: deque[bytes] = deque()
        self._size = 0
        self._left_out = 0
        self._is_due = False

    def write(self, descriptor: int, data: bytes) -> None:  # noqa: ARG002  one screen
        """Show these lines soon; which stream they are for does not matter here."""
        self._lines.append(data)
        self._size += len(data)
        while self._size > MAX_BYTES and len(self._lines) > 1:
            self._size -= len(self._lines.popleft())
            self._left_out += 1
        if not self._is_due:
            self._is_due = True
            self._loop.call_later(_INTERVAL, self._draw_soon)

    async def flush(self) -> None:
        """Show what waits."""
        text = self._take()
        if text:
            await run_in_terminal(lambda: self._draw(text))

    def _draw_soon(self) -> None:
        # run_in_terminal hands back a future of its own: nothing to wait for here.
        self._is_due = False
        text = self._take()
        if text:
            run_in_terminal(lambda: self._draw(text))

    def _take(self) -> str:
        lines, self._lines, self._size = self._lines, deque(), 0
        left_out, self._left_out = self._left_out, 0
        note = f"# … {left_out} messages not shown\n" if left_out else ""
        return note + b"".join(lines).decode("utf-8", "replace")

    def _draw(self, text: str) -> None:
        self._output.write_raw(text.replace("\n", "\r\n"))
        self._output.flush()
