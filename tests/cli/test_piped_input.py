"""Messages from real pipes and files: split, checked, in order, none lost."""

import asyncio
import os
import threading

import pytest

from wscli.cli.piped_input import InputKind, PipedInput
from wscli.core.errors import LocalIOError, UsageError
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import MessageKind

PATIENCE = 10.0
CHUNK = 64 * 1024


class Pipe:
    """A pipe of which the test is the writer."""

    def __init__(self):
        self.read_end, self._write_end = os.pipe()
        self._is_open = True

    def write(self, data):
        os.write(self._write_end, data)

    def end(self):
        os.close(self._write_end)
        self._is_open = False

    def close(self):
        if self._is_open:
            self.end()
        wait_for_readers()
        os.close(self.read_end)


def wait_for_readers():
    """Waits until nobody reads any more, so that descriptors can be closed."""
    for thread in threading.enumerate():
        if thread.name == "input":
            thread.join(PATIENCE)
            assert not thread.is_alive()


@pytest.fixture
def pipe():
    opened = Pipe()
    yield opened
    opened.close()


class Reading:
    """What was asked of the system, what it gave, and whether it ever refused."""

    def __init__(self):
        self.calls = self.octets = 0
        self.has_refused = threading.Event()


@pytest.fixture
def reading(monkeypatch):
    """Counts what is read ahead."""
    counted = Reading()
    read = os.read

    def count(descriptor, size):
        # The loop reads from a descriptor of its own to wake up.
        if threading.current_thread().name != "input":
            return read(descriptor, size)
        counted.calls += 1
        try:
            data = read(descriptor, size)
        except BlockingIOError:
            counted.has_refused.set()
            raise
        counted.octets += len(data)
        return data

    monkeypatch.setattr("os.read", count)
    return counted


@pytest.fixture
def file(tmp_path):
    """Opens a file with some content."""
    opened = []

    def make(content):
        path = tmp_path / "input"
        path.write_bytes(content)
        opened.append(os.open(path, os.O_RDONLY))
        return opened[-1]

    yield make
    wait_for_readers()
    for descriptor in opened:
        os.close(descriptor)


def lines_of(descriptor, kind=InputKind.TEXT, *, is_nul=False):
    return PipedInput(descriptor, kind, is_nul=is_nul)


async def taken(source):
    """Returns the payloads of all messages to the end."""
    payloads = []
    async with asyncio.timeout(PATIENCE):
        while (message := await source.next()) is not None:
            payloads.append(message.payload)
    return payloads


LINES = {
    "nothing": (b"", []),
    "one line": (b"one\n", [b"one"]),
    "several lines": (b"one\ntwo\nthree\n", [b"one", b"two", b"three"]),
    "no line end at the end": (b"one\ntwo", [b"one", b"two"]),
    "empty lines": (b"\n\none\n\n", [b"", b"", b"one", b""]),
    "a line end alone": (b"\n", [b""]),
    "blanks": (b"  one \n \n", [b"  one ", b" "]),
    "lines as Windows ends them": (b"one\r\ntwo\r\n\r\n", [b"one", b"two", b""]),
    "such a line without its end": (b"one\r", [b"one"]),
    "carriage returns elsewhere": (b"a\rb\r\r\n", [b"a\rb\r"]),
    "other line ends": ("a\x0bb\x0cc\x85d\u2028e\n".encode(), None),
    "NULs": (b"a\0b\n", [b"a\0b"]),
    "letters of all lands": ("grün 日本 🦀\n".encode(), ["grün 日本 🦀".encode()]),
}


@pytest.mark.parametrize(("content", "expected"), LINES.values(), ids=LINES)
async def test_lines_are_text_messages(file, content, expected):
    if expected is None:
        expected = [content.removesuffix(b"\n")]
    assert await taken(lines_of(file(content))) == expected


@pytest.mark.parametrize(("content", "expected"), LINES.values(), ids=LINES)
async def test_lines_may_come_octet_by_octet(pipe, monkeypatch, content, expected):
    monkeypatch.setattr("wscli.cli.piped_input._CHUNK", 1)
    pipe.write(content)
    pipe.end()
    if expected is None:
        expected = [content.removesuffix(b"\n")]
    assert await taken(lines_of(pipe.read_end)) == expected


async def test_a_line_is_there_before_the_next_one_is(pipe):
    source = lines_of(pipe.read_end)
    for word in (b"one", b"two"):
        pipe.write(word + b"\n")
        async with asyncio.timeout(PATIENCE):
            assert (await source.next()).payload == word


async def test_messages_are_text_or_binary(file):
    text = await lines_of(file(b"a\n")).next()
    assert text.kind is MessageKind.TEXT
    binary = await lines_of(file(b"a\n"), InputKind.BINARY).next()
    assert binary.kind is MessageKind.BINARY
    json = await lines_of(file(b"1\n"), InputKind.JSON).next()
    assert json.kind is MessageKind.TEXT


async def test_binary_lines_are_sent_as_they_are(file):
    source = lines_of(file(b"\xff\xfe\r\n\0\r\n"), InputKind.BINARY)
    assert await taken(source) == [b"\xff\xfe\r", b"\0\r"]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"one\0two\0", [b"one", b"two"]),
        (b"one\0two", [b"one", b"two"]),
        (b"two\nlines\r\n\0\0three\r\0", [b"two\nlines\r\n", b"", b"three\r"]),
    ],
)
async def test_nuls_separate_messages_that_may_have_lines(file, content, expected):
    assert await taken(lines_of(file(content), is_nul=True)) == expected
    binary = lines_of(file(content), InputKind.BINARY, is_nul=True)
    assert await taken(binary) == expected


async def test_json_lines_are_sent_as_they_are_written(file):
    source = lines_of(file(b'{"a" : 1.0}\r\n[ ]\n"x"\n'), InputKind.JSON)
    assert await taken(source) == [b'{"a" : 1.0}', b"[ ]", b'"x"']


WRONG = {
    "not UTF-8": (
        InputKind.TEXT,
        b"one\ntwo\nth\xffree\nfour\n",
        "standard input, line 3: not UTF-8 at byte 3 (0xff);"
        " send bytes that are no text with --binary",
    ),
    "cut within a letter": (
        InputKind.TEXT,
        b"one\ntwo\n\xc3",
        "standard input, line 3: not UTF-8 at byte 1 (0xc3);"
        " send bytes that are no text with --binary",
    ),
    "a surrogate": (
        InputKind.TEXT,
        b"one\ntwo\na\xed\xa0\x80\n",
        "standard input, line 3: not UTF-8 at byte 2 (0xed);"
        " send bytes that are no text with --binary",
    ),
    "not JSON": (
        InputKind.JSON,
        b"1\n2\n{'a': 1}\n",
        "standard input, line 3: not JSON: expecting property name enclosed in double"
        " quotes at line 1 column 2",
    ),
    "an empty line for JSON": (
        InputKind.JSON,
        b"1\n2\n\n",
        "standard input, line 3: not JSON: expecting value at line 1 column 1",
    ),
    "bytes for JSON": (
        InputKind.JSON,
        b"1\n2\n\xff\n",
        "standard input, line 3: not UTF-8 at byte 1 (0xff);"
        " send bytes that are no text with --binary",
    ),
}


@pytest.mark.parametrize(("kind", "content", "sentence"), WRONG.values(), ids=WRONG)
async def test_a_wrong_line_is_named_after_what_came_before_it(
    file, kind, content, sentence
):
    source = lines_of(file(content), kind)
    assert [(await source.next()).payload for _ in range(2)] == content.split(b"\n")[:2]
    with pytest.raises(UsageError) as wrong:
        await source.next()
    assert str(wrong.value) == sentence
    assert wrong.value.exit_code is ExitCode.USAGE


async def test_between_nuls_it_is_a_message_that_is_wrong(file):
    source = lines_of(file(b"one\0\xff\0"), is_nul=True)
    await source.next()
    with pytest.raises(UsageError, match="standard input, message 2: not UTF-8"):
        await source.next()


async def test_what_a_line_says_is_not_repeated(file):
    source = lines_of(file(b'{"token": "hunter2" oops}\n'), InputKind.JSON)
    with pytest.raises(UsageError) as wrong:
        await source.next()
    assert "hunter2" not in str(wrong.value)


async def test_an_input_that_cannot_be_read(tmp_path):
    folder = os.open(tmp_path, os.O_RDONLY)
    source = lines_of(folder)
    with pytest.raises(LocalIOError) as unreadable:
        await source.next()
    assert str(unreadable.value) == "standard input cannot be read: Is a directory"
    assert unreadable.value.exit_code is ExitCode.LOCAL_IO
    assert await source.next() is None
    wait_for_readers()
    os.close(folder)


async def test_an_input_that_is_closed():
    with pytest.raises(LocalIOError, match="Bad file descriptor"):
        await lines_of(-1).next()


async def test_what_has_no_end_when_reading_fails_is_no_message(monkeypatch, pipe):
    """Part of a line must not pass for the line."""
    results = [b"whole\npart", OSError(5, "Input/output error")]

    def read(descriptor):
        result = results.pop(0)
        if isinstance(result, OSError):
            raise result
        return result

    monkeypatch.setattr("wscli.cli.piped_input._read_some", read)
    source = lines_of(pipe.read_end)
    assert (await source.next()).payload == b"whole"
    with pytest.raises(LocalIOError, match="Input/output error"):
        await source.next()


async def test_the_end_stays_the_end(file):
    source = lines_of(file(b"one\n"))
    await taken(source)
    assert await source.next() is None


async def test_a_descriptor_that_does_not_block_is_waited_for(pipe, reading):
    """A terminal, or a pipe shared with another program, may be such."""
    os.set_blocking(pipe.read_end, False)
    source = lines_of(pipe.read_end)
    async with asyncio.TaskGroup() as group:
        waiting = group.create_task(taken(source))
        assert await asyncio.to_thread(reading.has_refused.wait, PATIENCE)
        for word in (b"one\n", b"tw", b"o\n"):
            pipe.write(word)
            await asyncio.sleep(0)
        pipe.end()
    assert waiting.result() == [b"one", b"two"]
    # It is not asked over and over whether there is something.
    assert reading.calls < 20


async def test_whoever_stops_waiting_loses_nothing(pipe):
    source = lines_of(pipe.read_end)
    for number in range(20):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await source.next()
        pipe.write(b"%d\n" % number)
        assert (await source.next()).payload == b"%d" % number


async def test_whoever_stops_waiting_in_the_middle_of_a_line_loses_nothing(
    pipe, reading
):
    source = lines_of(pipe.read_end)
    pipe.write(b"be")
    while reading.octets < 2:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.001):
                await source.next()
    for _ in range(3):
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0):
                await source.next()
    pipe.write(b"gun\n")
    assert (await source.next()).payload == b"begun"


async def test_a_million_lines_come_in_order_and_little_is_read_ahead(file, reading):
    count = 1_000_000
    source = lines_of(file(b"".join(b"%d\n" % number for number in range(count))))
    number = octets_taken = most = 0
    while (message := await source.next()) is not None:
        assert message.payload == b"%d" % number
        number += 1
        octets_taken += len(message.payload) + 1
        most = max(most, reading.octets - octets_taken)
    assert (number, octets_taken) == (count, reading.octets)
    assert most <= 3 * CHUNK


async def test_a_long_line_takes_no_longer_than_its_length(file, reading):
    line = b"x" * (32 * 2**20)
    assert await taken(lines_of(file(line + b"\n"))) == [line]


def test_an_input_that_outlives_the_loop(pipe):
    """The thread waits for input when the loop closes, and has nobody to tell."""

    async def read_one_line():
        pipe.write(b"one\n")
        await lines_of(pipe.read_end).next()

    asyncio.run(read_one_line())
    pipe.write(b"two\n")
    wait_for_readers()
