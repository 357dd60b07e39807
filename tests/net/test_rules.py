import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.frames import Frame, Opcode

from wscli.net.rules import MessageRules, TooManyFragmentsError


def feed(rules: MessageRules, opcode: Opcode, *parts: bytes) -> None:
    """Pass the fragments of one message."""
    for number, part in enumerate(parts):
        kind = Opcode.CONT if number else opcode
        frame = Frame(kind, part, fin=number == len(parts) - 1)
        assert rules.decode(frame) is frame


@pytest.mark.parametrize(
    ("parts", "problem"),
    [
        ((b"\xff",), "invalid start byte at byte 0"),
        ((b"ok \xc3(",), "invalid continuation byte at byte 3"),
        ((b"\xf0\x9f",), "unexpected end of data at byte 0"),
        ((b"abc", b"d\xff"), "invalid start byte at byte 4"),
        (
            (
                b"ab\xc3",
                b"(",
            ),
            "invalid continuation byte at byte 2",
        ),
        ((b"ab", b"\xf0\x9f", b"\x98", b""), "unexpected end of data at byte 2"),
        ((b"\xed\xa0\x80",), "invalid continuation byte at byte 0"),
    ],
)
def test_text_that_is_not_utf8_is_refused_with_its_place(
    parts: tuple[bytes, ...], problem: str
) -> None:
    rules = MessageRules(10)
    with pytest.raises(UnicodeDecodeError):
        feed(rules, Opcode.TEXT, *parts)
    assert rules.broken == f"a text message is not UTF-8 (8.1): {problem}"


def test_bad_text_is_refused_at_the_fragment_that_cannot_be_mended() -> None:
    rules = MessageRules(10)
    with pytest.raises(UnicodeDecodeError):
        rules.decode(Frame(Opcode.TEXT, b"\xff", fin=False))


def test_characters_may_be_split_over_fragments() -> None:
    rules = MessageRules(10)
    feed(rules, Opcode.TEXT, *(bytes([octet]) for octet in "é😀".encode()))
    feed(rules, Opcode.TEXT, b"next")
    assert rules.broken == ""


def test_binary_messages_may_hold_anything() -> None:
    rules = MessageRules(10)
    feed(rules, Opcode.BINARY, b"\xff", b"\xfe")
    feed(rules, Opcode.TEXT, b"text again")


def test_control_frames_between_fragments_are_not_looked_at() -> None:
    rules = MessageRules(2)
    ping = Frame(Opcode.PING, b"\xff")
    rules.decode(Frame(Opcode.TEXT, b"\xc3", fin=False))
    for _ in range(5):
        assert rules.decode(ping) is ping
    rules.decode(Frame(Opcode.CONT, b"\xa9"))


def test_as_many_fragments_as_the_bound_pass_and_one_more_does_not() -> None:
    rules = MessageRules(3)
    feed(rules, Opcode.BINARY, b"", b"", b"")
    with pytest.raises(TooManyFragmentsError, match="too many fragments"):
        feed(rules, Opcode.BINARY, b"", b"", b"", b"")
    assert rules.broken == "a message came in more than 3 fragments"


def test_each_message_is_counted_for_itself() -> None:
    rules = MessageRules(2)
    feed(rules, Opcode.TEXT, b"long text", b"and more")
    feed(rules, Opcode.BINARY, b"a", b"b")
    with pytest.raises(UnicodeDecodeError):
        feed(rules, Opcode.TEXT, b"\xff")
    assert rules.broken.endswith(" at byte 0")


def test_a_continuation_of_nothing_is_left_to_the_library() -> None:
    rules = MessageRules(2)
    frame = Frame(Opcode.CONT, b"\xff")
    assert rules.decode(frame) is frame


def test_frames_of_our_own_pass() -> None:
    frame = Frame(Opcode.TEXT, b"\xff")
    assert MessageRules(1).encode(frame) is frame


@given(st.lists(st.binary(max_size=4), min_size=1))
def test_fragments_are_refused_exactly_if_the_whole_is(parts: list[bytes]) -> None:
    rules = MessageRules(1000)
    fault = fault_of(b"".join(parts))
    if fault is None:
        feed(rules, Opcode.TEXT, *parts)
    else:
        with pytest.raises(UnicodeDecodeError):
            feed(rules, Opcode.TEXT, *parts)
        assert rules.broken.endswith(f"at byte {fault}")


def fault_of(octets: bytes) -> int | None:
    """Return where octets stop to be UTF-8."""
    try:
        octets.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return None
