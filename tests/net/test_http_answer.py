import asyncio

import pytest

from tests.peers.streaming import streaming
from tests.peers.tcp import Behaviour, drip, reset, saying
from wscli.core.target import Limits
from wscli.net.http_answer import Answer, read_answer
from wscli.wire.http_response import NotHttp

LIMITS = Limits(max_head=200, max_head_lines=4)
FINAL = b"HTTP/1.1 403 Forbidden\r\nServer: x\r\n\r\n"


async def ask(behaviour: Behaviour) -> Answer | NotHttp:
    async with streaming(behaviour) as stream:
        stream.write(b"?")
        return await read_answer(stream, LIMITS)


def leaving_after(octets: bytes) -> Behaviour:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        await drip(writer, octets)

    return leave


@pytest.mark.parametrize(
    "octets",
    [
        FINAL,
        b"HTTP/1.1 100 Continue\r\n\r\n" + FINAL,
        b"HTTP/1.1 102 \r\nA: x\r\n\r\nHTTP/1.1 103 Early Hints\n\n" + FINAL,
    ],
)
async def test_the_final_answer_is_read_past_interim_ones(octets: bytes) -> None:
    answer = await ask(saying(octets + b"rest"))
    assert isinstance(answer, Answer)
    assert (answer.head.status, answer.head.raw, answer.rest) == (403, FINAL, b"rest")
    answer = await ask(leaving_after(octets))
    assert isinstance(answer, Answer)
    assert (answer.head.status, answer.head.raw, answer.rest) == (403, FINAL, b"")


async def test_a_switch_of_protocols_is_final() -> None:
    answer = await ask(saying(b"HTTP/1.1 101 Switching\r\n\r\n\x81\x00"))
    assert isinstance(answer, Answer)
    assert (answer.head.status, answer.rest) == (101, b"\x81\x00")


async def test_interim_answers_without_an_end_are_given_up() -> None:
    answer = await ask(saying(b"HTTP/1.1 100 \r\n\r\n" * 11))
    assert answer == NotHttp("there are over 10 interim answers", b"")
    answer = await ask(saying(b"HTTP/1.1 100 \r\n\r\n" * 10 + FINAL))
    assert isinstance(answer, Answer)


@pytest.mark.parametrize(
    ("octets", "problem"),
    [
        (b"", "nothing came"),
        (b"HTTP/1.1 40", "it ends in the middle"),
        (b"HTTP/1.1 100 \r\n\r\n", "nothing came"),
    ],
)
async def test_an_answer_that_does_not_come_or_end_is_told(
    octets: bytes, problem: str
) -> None:
    came = octets.partition(b"\r\n\r\n")[2] or octets
    came = b"" if problem == "nothing came" else came
    assert await ask(leaving_after(octets)) == NotHttp(problem, came)


async def test_the_bounds_are_those_of_the_limits() -> None:
    long = b"HTTP/1.1 200 OK\r\nA: " + b"x" * 200 + b"\r\n\r\n"
    answer = await ask(saying(long))
    assert isinstance(answer, NotHttp)
    assert answer.problem == "its head is over 200 bytes"
    many = b"HTTP/1.1 200 OK\r\n" + b"A: x\r\n" * 5 + b"\r\n"
    answer = await ask(saying(many))
    assert isinstance(answer, NotHttp)
    assert answer.problem == "its head is over 4 lines"


async def test_a_connection_that_breaks_is_an_error() -> None:
    async def leave(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readexactly(1)
        writer.write(b"HTTP/1.1")
        reset(writer)

    with pytest.raises(ConnectionResetError):
        await ask(leave)
