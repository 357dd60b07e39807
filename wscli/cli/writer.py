"""Writing to slow readers without blocking the loop.

One thread writes, in the order given, whatever stream each piece is for; what waits
is bounded by asking the producer to pause. The loop stays free, so an interrupt or a
ping gets its answer while a reader of ours sleeps.
"""

import asyncio
import os
import selectors
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

HIGH_WATER = 1024 * 1024
"""Octets that may wait before the producer is asked to pause."""

LOW_WATER = 256 * 1024
"""Octets that still wait when it is asked to go on."""

_Piece: TypeAlias = tuple[int, bytes]
"""A descriptor, and what is to be written to it."""


class Writer:
    """Writes octets to file descriptors from a thread of its own."""

    def __init__(
        self,
        *,
        on_full: Callable[[], None],
        on_drained: Callable[[], None],
        on_error: Callable[[int, OSError], None],
    ) -> None:
        """Start the thread; must be called with a running loop.

        Args:
            on_full: Too much waits to be written: pause what produces it.
            on_drained: Go on.
            on_error: A descriptor failed; what was for it is dropped from now on.
        """
        self._loop = asyncio.get_running_loop()
        self._on_full = on_full
        self._on_drained = on_drained
        self._on_error = on_error
        self._changed = threading.Condition()
        self._queue: deque[_Piece] = deque()
        self._waiting = 0
        self._is_full = False
        self._is_closed = False
        self._batch: list[_Piece] = []
        self._batch_size = 0
        self._broken: set[int] = set()
        self._done = asyncio.Event()
        threading.Thread(target=self._run, name="writer", daemon=True).start()

    def write(self, descriptor: int, data: bytes) -> None:
        """Write octets, soon and in order; all of one turn of the loop go together."""
        if not self._batch:
            self._loop.call_soon(self._hand_over)
        self._batch.append((descriptor, data))
        self._batch_size += len(data)
        if self._batch_size > HIGH_WATER:
            # Not a turn of the loop later: that much may come in one.
            self._hand_over()

    async def close(self, patience: float | None = None) -> None:
        """Wait until everything is written, or for so many seconds, and be done.

        Nothing is written that comes later.
        """
        self._hand_over()
        with self._changed:
            self._is_closed = True
            self._changed.notify()
        try:
            async with asyncio.timeout(patience):
                await self._done.wait()
        except TimeoutError:
            # The reader takes nothing; what waits is lost with us, as was asked.
            return

    def _hand_over(self) -> None:
        # Joined here, a flood of tiny messages waits as few large pieces.
        batch, self._batch, self._batch_size = list(_joined(self._batch)), [], 0
        if not batch:
            return
        size = sum(len(data) for _, data in batch)
        with self._changed:
            self._queue.extend(batch)
            self._waiting += size
            is_full = self._waiting > HIGH_WATER
            self._changed.notify()
        if is_full and not self._is_full:
            self._is_full = True
            self._on_full()

    def _resume(self) -> None:
        if self._is_full:
            self._is_full = False
            self._on_drained()

    # In the thread.

    def _run(self) -> None:
        while (pieces := self._take()) is not None:
            for descriptor, data in _joined(pieces):
                if descriptor not in self._broken:
                    self._write_all(descriptor, data)
                self._note_written(len(data))
        self._tell(self._done.set)

    def _take(self) -> list[_Piece] | None:
        with self._changed:
            while not self._queue and not self._is_closed:
                self._changed.wait()
            pieces = list(self._queue)
            self._queue.clear()
            return pieces or None

    def _write_all(self, descriptor: int, data: bytes) -> None:
        rest = memoryview(data)
        try:
            while rest:
                rest = rest[_write_some(descriptor, rest) :]
        except OSError as error:
            self._broken.add(descriptor)
            self._tell(self._on_error, descriptor, error)

    def _note_written(self, size: int) -> None:
        with self._changed:
            before = self._waiting
            self._waiting -= size
            is_drained = before > LOW_WATER >= self._waiting
        if is_drained:
            self._tell(self._resume)

    def _tell(self, call: Callable[..., None], *arguments: object) -> None:
        try:
            self._loop.call_soon_threadsafe(call, *arguments)
        except RuntimeError:
            # The loop is closed: nobody waits for the news.
            return


def _write_some(descriptor: int, data: memoryview) -> int:
    """Write what is taken of the data, and return how much that was."""
    try:
        return os.write(descriptor, data)
    except BlockingIOError:
        # Whoever shares the terminal or the pipe with us may have made it such.
        with selectors.DefaultSelector() as selector:
            selector.register(descriptor, selectors.EVENT_WRITE)
            selector.select()
        return 0


def _joined(pieces: Iterable[_Piece]) -> Iterator[_Piece]:
    """Return the pieces with neighbours for the same descriptor put together."""
    for descriptor, group in groupby(pieces, itemgetter(0)):
        yield descriptor, b"".join(data for _, data in group)
