import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.wire.http_response import BodyReader, HeadReader, NotHttp, ResponseHead

ROOMY = {"max_bytes": 16_384, "max_lines": 128}


def read_head(octets: bytes, *, max_bytes: int = 16_384, max_lines: int = 128):
    return HeadReader(max_bytes=max_bytes, max_lines=max_lines).feed(octets)


def drip_head(octets: bytes) -> ResponseHead | NotHttp | None:
    reader = HeadReader(**ROOMY)
    answers = (reader.feed(bytes([octet])) for octet in octets)
    return next((answer for answer in answers if answer is not None), None)


def head(*fields: tuple[str, str], status: int = 403) -> ResponseHead:
    return ResponseHead("1.1", status, "", fields, b"")


def read_body(
    frame: ResponseHead, *parts: bytes, max_bytes: int = 100, ends: bool = True
) -> BodyReader:
    reader = BodyReader(frame, max_bytes)
    for part in parts:
        reader.feed(part)
    if ends:
        reader.end()
    return reader


CHUNKED = head(("Transfer-Encoding", "chunked"))

# Heads.


def test_a_head_is_read_and_what_follows_is_kept() -> None:
    reader = HeadReader(**ROOMY)
    raw = b"HTTP/1.1 403 Not Allowed\r\nServer: x\r\nX-Two:  b \t\r\n\r\n"
    assert reader.feed(raw + b"body") == ResponseHead(
        "1.1", 403, "Not Allowed", (("Server", "x"), ("X-Two", "b")), raw
    )
    assert reader.rest == b"body"


def test_an_unfinished_head_asks_for_more() -> None:
    reader = HeadReader(**ROOMY)
    assert reader.feed(b"HTTP/1.1 200 OK\r\nServer: x\r\n") is None
    assert reader.received == b"HTTP/1.1 200 OK\r\nServer: x\r\n"


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        (b"HTTP/1.0 500 Oh", 500, "Oh"),
        (b"HTTP/1.1 200", 200, ""),
        (b"HTTP/1.1 200 ", 200, ""),
        ("HTTP/1.1 404 näh".encode(), 404, "näh"),
        (b"HTTP/1.1 404 n\xe4h", 404, "näh"),
        (b"HTTP/1.1 999 ?", 999, "?"),
    ],
)
def test_status_lines(line: bytes, status: int, reason: str) -> None:
    answer = read_head(line + b"\r\n\r\n")
    assert isinstance(answer, ResponseHead)
    assert (answer.status, answer.reason, answer.headers) == (status, reason, ())


def test_line_feeds_alone_end_lines_too() -> None:
    reader = HeadReader(**ROOMY)
    answer = reader.feed(b"HTTP/1.1 403 No\nServer: x\n\nbody")
    assert isinstance(answer, ResponseHead)
    assert answer.headers == (("Server", "x"),)
    assert reader.rest == b"body"


def test_the_name_of_a_field_is_found_in_any_case_and_the_first_one_counts() -> None:
    frame = head(("Location", "/a"), ("location", "/b"))
    assert frame.header("LOCATION") == "/a"
    assert frame.header("Server") is None


def test_a_field_without_a_value_is_empty() -> None:
    answer = read_head(b"HTTP/1.1 200 OK\r\nServer:\r\n\r\n")
    assert isinstance(answer, ResponseHead)
    assert answer.headers == (("Server", ""),)


@pytest.mark.parametrize(
    ("octets", "problem"),
    [
        (b"SSH-2.0-OpenSSH_9.2\r\n", "it does not begin like an HTTP answer"),
        (b"\x15\x03\x03", "it does not begin like an HTTP answer"),
        (b"\r\nHTTP/1.1 200 OK\r\n\r\n", "it does not begin like an HTTP answer"),
        (b"HTTP/1.1 20 OK\r\n\r\n", "its status line is malformed"),
        (b"HTTP/2 200\r\n\r\n", "its status line is malformed"),
        (b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", "a header line is malformed: 'no col"),
        (b"HTTP/1.1 200 OK\r\n: x\r\n\r\n", "a header line is malformed: ': x'"),
        (b"HTTP/1.1 200 OK\r\nA : x\r\n\r\n", "a header line is malformed: 'A : x'"),
        (b"HTTP/1.1 200 OK\r\nA: x\r\n b\r\n\r\n", "a header line is malformed: ' b'"),
        (b"HTTP/1.1 200 OK\r\n\x1b[m: x\r\n\r\n", r"a header line is malformed: '\x1b"),
    ],
)
def test_what_is_no_http_answer_is_told_with_what_came(
    octets: bytes, problem: str
) -> None:
    answer = read_head(octets)
    assert isinstance(answer, NotHttp)
    assert answer.problem.startswith(problem)
    assert answer.raw == octets


@pytest.mark.parametrize("begun", [b"", b"H", b"HTTP", b"HTTP/"])
def test_the_beginning_of_a_status_line_is_no_fault_yet(begun: bytes) -> None:
    assert read_head(begun) is None


def test_a_status_line_that_never_ends_is_given_up_at_the_bound() -> None:
    reader = HeadReader(**ROOMY)
    fed = b"HTTP/1.1 200 "
    answer = reader.feed(fed)
    while answer is None:
        answer = reader.feed(b"x" * 100)
        fed += b"x" * 100
        assert len(fed) <= 16_384 + 100
    assert answer == NotHttp("its head is over 16384 bytes", fed)


def test_a_head_of_exactly_the_bound_is_read_and_one_octet_more_is_not() -> None:
    octets = b"HTTP/1.1 200 OK\r\nA: " + b"x" * 20 + b"\r\n\r\n"
    assert isinstance(read_head(octets, max_bytes=len(octets)), ResponseHead)
    too_long = read_head(octets, max_bytes=len(octets) - 1)
    assert too_long == NotHttp(f"its head is over {len(octets) - 1} bytes", octets)


def test_what_follows_the_head_does_not_count_towards_its_bounds() -> None:
    octets = b"HTTP/1.1 200 OK\r\n\r\n"
    assert read_head(octets + b"\n" * 1000, max_bytes=len(octets), max_lines=0)


def test_as_many_lines_as_the_bound_are_read_and_one_more_is_not() -> None:
    octets = b"HTTP/1.1 200 OK\r\n" + b"A: x\r\n" * 128 + b"\r\n"
    assert isinstance(read_head(octets), ResponseHead)
    too_many = octets.replace(b"\r\n\r\n", b"\r\nA: x\r\n\r\n")
    assert read_head(too_many) == NotHttp("its head is over 128 lines", too_many)


def test_ten_thousand_lines_are_given_up_long_before_their_end() -> None:
    reader = HeadReader(max_bytes=2**20, max_lines=128)
    lines = 0
    answer = reader.feed(b"HTTP/1.1 200 OK\r\n")
    while answer is None:
        answer = reader.feed(b"A: x\r\n")
        lines += 1
    assert isinstance(answer, NotHttp)
    assert answer.problem == "its head is over 128 lines"
    assert lines == 130


def test_a_long_head_octet_by_octet_takes_no_quadratic_time() -> None:
    octets = b"HTTP/1.1 200 OK\r\nA: " + b"x" * 16_000 + b"\r\n\r\n"
    before = time.process_time()
    assert drip_head(octets) == read_head(octets)
    assert time.process_time() - before < 1.0


lines = st.lists(
    st.sampled_from(
        [b"Server: x", b"A:", b"Content-Length: 5", b"bad", b" fold", b"\xff: \xff"]
    )
)
breaks = st.sampled_from([b"\r\n", b"\n"])
heads = st.builds(
    lambda status, fields, end: end.join([status, *fields, b"", b"tail"]),
    st.sampled_from([b"HTTP/1.1 200 OK", b"HTTP/1.0 403", b"HTTP/1.1 x", b"ICY 200"]),
    lines,
    breaks,
)


@given(heads)
def test_a_head_reads_the_same_in_one_piece_and_octet_by_octet(octets: bytes) -> None:
    whole, dripped = read_head(octets), drip_head(octets)
    if isinstance(whole, NotHttp):
        assert isinstance(dripped, NotHttp)
        assert dripped.problem == whole.problem
    else:
        assert dripped == whole


@given(st.one_of(st.binary(), st.binary().map(b"HTTP/1.1 200 OK\r\n".__add__)))
def test_no_octets_make_the_head_reader_raise(octets: bytes) -> None:
    answer = read_head(octets, max_bytes=64, max_lines=2)
    if isinstance(answer, ResponseHead):
        assert len(answer.raw) <= 64
        assert len(answer.headers) <= 2
    elif answer is None:
        assert len(octets) <= 64


# Bodies.


def test_a_body_of_a_known_length_ends_there() -> None:
    body = read_body(head(("Content-Length", "5")), b"he", b"llo", b"more", ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"hello", True, False)


@pytest.mark.parametrize("length", ["0", "00", "0" * 30])
def test_a_body_of_no_length_is_complete_at_once(length: str) -> None:
    body = read_body(head(("Content-Length", length)), ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"", True, False)


def test_a_body_that_stops_short_of_its_length_is_cut() -> None:
    body = read_body(head(("Content-Length", "500")), b"hello")
    assert (body.content, body.is_complete, body.is_cut) == (b"hello", True, True)


def test_a_length_that_no_body_has_bounds_nothing() -> None:
    body = read_body(head(("Content-Length", "9" * 5000)), b"x" * 101, ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"x" * 100, True, True)


@pytest.mark.parametrize("length", ["-1", "5, 5", "five", "\u0665"])
def test_a_length_that_is_none_leaves_the_end_to_the_stream(length: str) -> None:
    body = read_body(head(("Content-Length", length)), b"hello", ends=False)
    assert not body.is_complete
    body.end()
    assert (body.content, body.is_complete, body.is_cut) == (b"hello", True, False)


@pytest.mark.parametrize("status", [101, 199, 204, 304])
def test_some_statuses_have_no_body(status: int) -> None:
    body = read_body(head(("Content-Length", "5"), status=status), b"hello")
    assert (body.content, body.is_complete, body.is_cut) == (b"", True, False)


def test_a_body_of_exactly_the_bound_is_kept_whole_and_one_octet_more_is_cut() -> None:
    assert not read_body(head(), b"x" * 100).is_cut
    body = read_body(head(), b"x" * 60, b"x" * 41, ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"x" * 100, True, True)


@pytest.mark.parametrize(
    "octets",
    [
        b"5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n",
        b"5\nhello\n6\n world\n0\n\n",
        b'5;name=value\r\nhello\r\n6;q="a"\r\n world\r\n0;last\r\n\r\n',
        b"005\r\nhello\r\n000006\r\n world\r\n0\r\nTrailer: x\r\nMore: y\r\n\r\n",
        b"B \r\nhello world\r\n0\r\n\r\n",
    ],
)
def test_the_chunked_coding_is_taken_off(octets: bytes) -> None:
    body = read_body(CHUNKED, octets, ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (
        b"hello world",
        True,
        False,
    )


def test_chunks_win_over_a_length_and_leave_compression_on() -> None:
    frame = head(("Content-Length", "2"), ("Transfer-Encoding", "gzip, Chunked"))
    body = read_body(frame, b"4\r\n\x1f\x8b\x08\x00\r\n0\r\n\r\n")
    assert body.content == b"\x1f\x8b\x08\x00"


def test_chunks_that_stop_in_the_middle_are_a_cut_body() -> None:
    body = read_body(CHUNKED, b"5\r\nhello\r\n6\r\n wo")
    assert (body.content, body.is_complete, body.is_cut) == (b"hello wo", True, True)


@pytest.mark.parametrize(
    "garbage",
    [b"zz\r\n", b"\r\r\n", b"\n\n\n", b"-5\r\n", b"5" + b"x" * 1030, b"5" * 1030],
)
def test_what_is_no_chunk_ends_a_cut_body(garbage: bytes) -> None:
    body = read_body(CHUNKED, b"5\r\nhello\r\n" + garbage, ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"hello", True, True)


def test_a_chunk_of_a_size_that_nothing_has_is_kept_up_to_the_bound() -> None:
    body = read_body(CHUNKED, b"f" * 400 + b"\r\n" + b"x" * 200, ends=False)
    assert (body.content, body.is_complete, body.is_cut) == (b"x" * 100, True, True)


def test_endless_chunks_are_kept_up_to_the_bound() -> None:
    body = BodyReader(CHUNKED, 100)
    fed = 0
    while not body.is_complete:
        body.feed(b"1\r\nx\r\n")
        fed += 1
    assert (fed, body.content, body.is_cut) == (101, b"x" * 100, True)


bodies = st.lists(
    st.one_of(
        st.sampled_from(
            [b"5\r\nhello\r\n", b"1\nx\n", b"0\r\n", b"\r\n", b"\n", b"3;", b"ff"]
        ),
        st.binary(max_size=4),
    )
).map(b"".join)
frames = st.sampled_from(
    [head(), CHUNKED, head(("Content-Length", "7")), head(("Content-Length", "0"))]
)


@given(frames, bodies, st.integers(0, 20))
def test_a_body_reads_the_same_in_one_piece_and_octet_by_octet(
    frame: ResponseHead, octets: bytes, max_bytes: int
) -> None:
    whole = read_body(frame, octets, max_bytes=max_bytes)
    dripped = read_body(frame, *(bytes([each]) for each in octets), max_bytes=max_bytes)
    assert dripped.content == whole.content
    assert dripped.is_cut == whole.is_cut


@given(frames, st.lists(bodies), st.integers(0, 20))
def test_no_octets_make_the_body_reader_raise_or_keep_more_than_it_may(
    frame: ResponseHead, parts: list[bytes], max_bytes: int
) -> None:
    body = read_body(frame, *parts, max_bytes=max_bytes)
    assert len(body.content) <= max_bytes
    assert body.is_complete


@given(st.lists(st.binary(min_size=1, max_size=50)))
def test_what_was_chunked_comes_out_again(parts: list[bytes]) -> None:
    octets = b"".join(b"%x\r\n%b\r\n" % (len(part), part) for part in parts)
    body = read_body(CHUNKED, octets + b"0\r\n\r\n", max_bytes=10_000, ends=False)
    assert (body.content, body.is_complete) == (b"".join(parts), True)
