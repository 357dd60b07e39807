"""Where the actions of a conversation come from."""

from typing import Protocol

from wscli.core.actions import Action


class Actions(Protocol):
    """A source of actions: a file, a pipe, or somebody who types."""

    async def next(self) -> Action | None:
        """Return what to do next, or None when there is nothing left.

        Being cancelled while it waits loses nothing.

        Raises:
            WscliError: The source cannot be read further.
        """
        ...


class Prepared:
    """Actions that are known beforehand."""

    def __init__(self, actions: tuple[Action, ...] = ()) -> None:
        """Take them in order."""
        self._left = list(reversed(actions))

    async def next(self) -> Action | None:
        """Return the next one."""
        return self._left.pop() if self._left else None
