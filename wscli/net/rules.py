"""What RFC 6455 demands of messages, and `websockets` leaves to its users.

An extension that stands first sees decoded frames one by one, and what it raises
fails the connection at that frame: nothing behind it is answered or told.
"""

import codecs
from typing import cast

from websockets.exceptions import PayloadTooBig
from websockets.extensions.base import Extension
from websockets.frames import CTRL_OPCODES
from websockets.frames import Frame as LibraryFrame
from websockets.frames import Opcode as LibraryOpcode
from websockets.typing import ExtensionName


class TooManyFragmentsError(PayloadTooBig):
    """A message came in more frames than we are ready to put together."""

    def __str__(self) -> str:
        """Return the reason in the close frame."""
        return "too many fragments"


class MessageRules(Extension):
    """Checks that text is UTF-8 (section 8.1), and counts the frames of messages.

    Attributes:
        broken: What was broken, in words; empty as long as all is well.
    """

    name = ExtensionName("x-wscli-rules")

    def __init__(self, max_fragments: int) -> None:
        """Take the bound on the frames of a message."""
        self.broken = ""
        self._max_fragments = max_fragments
        self._fragments = 0
        self._size = 0
        self._decoder: codecs.IncrementalDecoder | None = None

    def decode(
        self,
        frame: LibraryFrame,
        *,
        max_size: int | None = None,  # noqa: ARG002  the library's signature
    ) -> LibraryFrame:
        """Check a frame of the peer.

        Raises:
            PayloadTooBig: Its message has too many frames.
            UnicodeDecodeError: It is of text, and not UTF-8.
        """
        if frame.opcode in CTRL_OPCODES:
            return frame
        if frame.opcode is not LibraryOpcode.CONT:
            self._begin(is_text=frame.opcode is LibraryOpcode.TEXT)
        self._fragments += 1
        if self._fragments > self._max_fragments:
            self.broken = f"a message came in more than {self._max_fragments} fragments"
            raise TooManyFragmentsError(None, self._max_fragments)
        if self._decoder is not None:
            data = cast("bytes | bytearray", frame.data)
            self._check_text(self._decoder, data, is_last=frame.fin)
        return frame

    def encode(self, frame: LibraryFrame) -> LibraryFrame:
        """Let a frame of our own pass."""
        return frame

    def _begin(self, *, is_text: bool) -> None:
        self._fragments = 0
        self._size = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")() if is_text else None

    def _check_text(
        self,
        decoder: codecs.IncrementalDecoder,
        data: bytes | bytearray,
        *,
        is_last: bool,
    ) -> None:
        begun = len(decoder.getstate()[0])
        if not begun and data.isascii():
            self._size += len(data)
            return
        try:
            decoder.decode(data, final=is_last)
        except UnicodeDecodeError as error:
            at = self._size - begun + error.start
            self.broken = (
                f"a text message is not UTF-8 (8.1): {error.reason} at byte {at}"
            )
            raise
        self._size += len(data)
