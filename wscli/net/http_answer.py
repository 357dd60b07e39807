"""Awaiting the head of an HTTP answer, within bounds."""

from dataclasses import dataclass

from wscli.core.target import Limits
from wscli.net.stream import Stream
from wscli.wire.http_response import HeadReader, NotHttp, ResponseHead

# A server needs one or two; without a bound, one could go on for ever.
_MAX_INTERIM = 10


@dataclass(frozen=True, slots=True)
class Answer:
    """The head of the final answer, and the octets that came behind it."""

    head: ResponseHead
    rest: bytes


async def read_answer(stream: Stream, limits: Limits) -> Answer | NotHttp:
    """Return the final answer, past interim ones (RFC 9110 section 15.2).

    A stream that ends before, or says something else, gives `NotHttp`.

    Raises:
        OSError: The connection broke.
    """
    received = b""
    for _ in range(_MAX_INTERIM + 1):
        reader = HeadReader(max_bytes=limits.max_head, max_lines=limits.max_head_lines)
        head = reader.feed(received)
        while head is None:
            data = await stream.read()
            if not data:
                came = reader.received
                problem = "it ends in the middle" if came else "nothing came"
                return NotHttp(problem, came)
            head = reader.feed(data)
        if isinstance(head, NotHttp):
            return head
        if head.status >= 200 or head.status == 101:
            return Answer(head, reader.rest)
        received = reader.rest
    return NotHttp(f"there are over {_MAX_INTERIM} interim answers", received)
