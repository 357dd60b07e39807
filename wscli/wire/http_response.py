"""Reading HTTP/1.x answers (RFC 9112) from a peer that may send anything.

Used for the answer to an opening handshake and to a proxy's CONNECT. Nothing here
raises on foreign bytes, and nothing grows without bound: a reader says what was
wrong, or that there was more than it keeps.
"""

import re
from dataclasses import dataclass, field

from wscli.core.events import Headers
from wscli.wire.quoting import quoted

_STATUS_LINE = re.compile(rb"HTTP/(\d\.\d) (\d{3})(?: (.*))?")
_FIELD_NAME = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z]+")
_EMPTY_LINE = re.compile(rb"\r?\n\r?\n")
_NO_BODY = frozenset({204, 304})
_MAX_CHUNK_LINE = 1024
# The line break that ends the chunk before stands in front of the size.
_CHUNK_LINE = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,15})[^\n]{0,1000}\n")
_BEGUN_CHUNK_LINE = re.compile(rb"\r?\n?(?:[0-9A-Fa-f][^\n]*)?")


@dataclass(frozen=True, slots=True)
class ResponseHead:
    """The status line and the header fields.

    Attributes:
        version: Such as `1.1`.
        status: The status code.
        reason: The reason phrase.
        headers: The fields in their order; bytes beyond ASCII are read as UTF-8
            where they are, as Latin-1 otherwise.
        raw: The octets, with the empty line that ends the head.
    """

    version: str
    status: int
    reason: str
    headers: Headers
    raw: bytes

    def header(self, name: str) -> str | None:
        """Return the first field of this name, in any case."""
        for key, value in self.headers:
            if key.lower() == name.lower():
                return value
        return None


@dataclass(frozen=True, slots=True)
class NotHttp:
    """What came is no head of an HTTP answer; `problem` says why."""

    problem: str
    raw: bytes


class HeadReader:
    """Collects octets until the head of an answer is complete."""

    def __init__(self, *, max_bytes: int, max_lines: int) -> None:
        """Take the bounds on the head."""
        self._max_bytes = max_bytes
        self._max_lines = max_lines
        self._buffer = bytearray()
        self.rest = b""
        """The octets behind the head, once it is complete."""

    @property
    def received(self) -> bytes:
        """What has come of a head that is not complete."""
        return bytes(self._buffer)

    def feed(self, data: bytes) -> ResponseHead | NotHttp | None:
        """Take octets; return the head, why it is none, or None if more is needed."""
        # The empty line may have begun in what came before; no need to look further
        # back, where a head that comes octet by octet would be searched each time.
        begin = max(0, len(self._buffer) - len(b"\r\n\r"))
        self._buffer += data
        if not self._begins_like_http():
            return NotHttp("it does not begin like an HTTP answer", self.received)
        end = _EMPTY_LINE.search(self._buffer, begin)
        length = end.end() if end else len(self._buffer)
        if length > self._max_bytes:
            return NotHttp(f"its head is over {self._max_bytes} bytes", self.received)
        if self._buffer.count(b"\n", 0, length) - 2 > self._max_lines:
            return NotHttp(f"its head is over {self._max_lines} lines", self.received)
        if end is None:
            return None
        self.rest = bytes(self._buffer[length:])
        return _parse_head(bytes(self._buffer[:length]))

    def _begins_like_http(self) -> bool:
        # The status line may still be short of what tells it from anything else.
        return b"HTTP/".startswith(self._buffer[:5])


def _parse_head(raw: bytes) -> ResponseHead | NotHttp:
    lines = [line.removesuffix(b"\r") for line in raw.split(b"\n")]
    match = _STATUS_LINE.fullmatch(lines[0])
    if match is None:
        return NotHttp("its status line is malformed", raw)
    headers = []
    for line in lines[1:-2]:
        name, colon, value = line.partition(b":")
        if not colon or not _FIELD_NAME.fullmatch(name):
            return NotHttp(f"a header line is malformed: {quoted(_decode(line))}", raw)
        headers.append((name.decode("ascii"), _decode(value.strip(b" \t"))))
    return ResponseHead(
        match[1].decode("ascii"),
        int(match[2]),
        _decode((match[3] or b"").strip()),
        tuple(headers),
        raw,
    )


def _decode(octets: bytes) -> str:
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


@dataclass(slots=True)
class BodyReader:
    """Collects the body of an answer as its head frames it (RFC 9112 section 6).

    Content codings are left as they are: nothing is decompressed.

    Attributes:
        head: The head that frames the body.
        max_bytes: How much is kept.
        is_complete: Whether nothing more is wanted.
        is_cut: Whether more was sent than is kept, or more announced than sent.
    """

    head: ResponseHead
    max_bytes: int
    is_complete: bool = False
    is_cut: bool = False
    _chunked: "_ChunkReader | None" = None
    _missing: int | None = None
    _kept: bytearray = field(default_factory=bytearray)

    def __post_init__(self) -> None:
        """Choose the framing."""
        coding = (self.head.header("Transfer-Encoding") or "").lower()
        length = (self.head.header("Content-Length") or "").strip()
        if self.head.status < 200 or self.head.status in _NO_BODY:
            self.is_complete = True
        elif "chunked" in coding:
            self._chunked = _ChunkReader()
        elif length.isascii() and length.isdigit():
            # More digits than any body has: the peer lies, and the bound holds.
            self._missing = int(length.lstrip("0")[:18] or "0")
            self.is_complete = self._missing == 0

    @property
    def content(self) -> bytes:
        """The body so far."""
        return bytes(self._kept)

    def end(self) -> None:
        """Take the end of the stream, which ends a body without other framing."""
        is_framed = self._chunked is not None or self._missing is not None
        self.is_cut = self.is_cut or (is_framed and not self.is_complete)
        self.is_complete = True

    def feed(self, data: bytes) -> None:
        """Take octets; those behind the end of the body are dropped."""
        if self.is_complete:
            return
        if self._chunked is not None:
            data = self._chunked.feed(data)
            self.is_complete = self._chunked.is_done
            self.is_cut = self._chunked.is_broken
        elif self._missing is not None:
            data = data[: self._missing]
            self._missing -= len(data)
            self.is_complete = self._missing == 0
        self._kept += data
        if len(self._kept) > self.max_bytes:
            del self._kept[self.max_bytes :]
            self.is_cut = True
            self.is_complete = True


class _ChunkReader:
    """Takes the chunked coding off (RFC 9112 section 7.1), up to what is no chunk."""

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._missing = 0
        self.is_done = False
        self.is_broken = False

    def feed(self, data: bytes) -> bytes:
        self._buffer += data
        content = bytearray()
        while not self.is_done:
            if self._missing:
                part = self._buffer[: self._missing]
                if not part:
                    break
                content += part
                del self._buffer[: len(part)]
                self._missing -= len(part)
            elif not self._begin_chunk():
                break
        return bytes(content)

    def _begin_chunk(self) -> bool:
        line = _CHUNK_LINE.match(self._buffer)
        if line is None:
            is_begun = _BEGUN_CHUNK_LINE.fullmatch(self._buffer)
            self.is_broken = not is_begun or len(self._buffer) > _MAX_CHUNK_LINE
            self.is_done = self.is_broken
            return False
        # The match looks into the buffer, and must be read before that changes.
        self._missing = int(line[1], 16)
        del self._buffer[: line.end()]
        self.is_done = self._missing == 0
        return True
