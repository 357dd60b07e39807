"""Standard input as messages: one from each line, or between NULs."""

import asyncio
import os
import selectors
import threading
from collections import deque
from enum import Enum

from wscli.core.actions import Action, Send
from wscli.core.errors import LocalIOError, UsageError, WscliError
from wscli.core.frames import MessageKind
from wscli.core.payload import JsonError, parse_json

_CHUNK = 64 * 1024


class InputKind(Enum):
    """What the messages of an input are."""

    TEXT = "text"
    JSON = "json"
    BINARY = "binary"


class PipedInput:
    """Messages from a file descriptor, read ahead by a chunk or two only.

    A thread reads, since a pipe, a file and a terminal each refuse another way of
    waiting; it stands still while nobody takes what it has read.
    """

    def __init__(self, descriptor: int, kind: InputKind, *, is_nul: bool) -> None:
        """Start to read; must be called with a running loop.

        Args:
            descriptor: What to read from, to its end.
            kind: What each message is checked to be, and sent as.
            is_nul: Whether NULs separate messages, rather than line ends.
        """
        self._kind = kind
        self._separator = b"\0" if is_nul else b"\n"
        self._loop = asyncio.get_running_loop()
        self._chunks: deque[bytes | OSError] = deque()
        self._arrived = asyncio.Event()
        self._taken = threading.Semaphore(2)
        self._lines: deque[bytes] = deque()
        self._partial: list[bytes] = []
        self._number = 0
        self._is_over = False
        threading.Thread(
            target=self._read, args=(descriptor,), name="input", daemon=True
        ).start()

    async def next(self) -> Action | None:
        """Return the next message, or None at the end of the input.

        Raises:
            UsageError: A message is not what it should be; it is named by its number.
            LocalIOError: The input cannot be read.
        """
        while not self._lines:
            if self._is_over:
                return None
            while not self._chunks:
                self._arrived.clear()
                await self._arrived.wait()
            self._split(self._chunks.popleft())
            self._taken.release()
        self._number += 1
        return self._message(self._lines.popleft())

    def _split(self, chunk: bytes | OSError) -> None:
        if isinstance(chunk, OSError):
            self._is_over = True
            raise LocalIOError(f"standard input cannot be read: {chunk.strerror}")
        if not chunk:
            self._is_over = True
            last = b"".join(self._partial)
            if last:
                self._lines.append(last)
            return
        first, *others = chunk.split(self._separator)
        self._partial.append(first)
        if others:
            self._lines.append(b"".join(self._partial))
            self._lines.extend(others[:-1])
            self._partial = [others[-1]]

    def _message(self, line: bytes) -> Send:
        if self._kind is InputKind.BINARY:
            return Send(MessageKind.BINARY, line)
        if self._separator == b"\n":
            line = line.removesuffix(b"\r")
        try:
            text = line.decode("utf-8")
        except UnicodeDecodeError as error:
            raise self._wrong(
                f"not UTF-8 at byte {error.start + 1} (0x{line[error.start]:02x})",
                "send bytes that are no text with --binary",
            ) from None
        if self._kind is InputKind.JSON:
            try:
                parse_json(text)
            except JsonError as error:
                raise self._wrong(f"not JSON: {error}", "") from None
        return Send(MessageKind.TEXT, line)

    def _wrong(self, what: str, hint: str) -> WscliError:
        noun = "message" if self._separator == b"\0" else "line"
        return UsageError(f"standard input, {noun} {self._number}: {what}", hint)

    # In the thread.

    def _read(self, descriptor: int) -> None:
        is_over = False
        while not is_over:
            self._taken.acquire()
            try:
                chunk: bytes | OSError = _read_some(descriptor)
            except OSError as error:
                chunk = error
            is_over = not chunk or isinstance(chunk, OSError)
            try:
                self._loop.call_soon_threadsafe(self._arrive, chunk)
            except RuntimeError:
                # The loop is closed: nobody wants the rest.
                return

    def _arrive(self, chunk: bytes | OSError) -> None:
        self._chunks.append(chunk)
        self._arrived.set()


def _read_some(descriptor: int) -> bytes:
    """Return what there is to read, once there is something, or nothing at the end."""
    while True:
        try:
            return os.read(descriptor, _CHUNK)
        except BlockingIOError:
            # Whoever shares the terminal or the pipe with us may have made it such.
            with selectors.DefaultSelector() as selector:
                selector.register(descriptor, selectors.EVENT_READ)
                selector.select()
