"""Frames: the opcodes of RFC 6455 section 5.2, and values that do not change."""

from dataclasses import FrozenInstanceError

import pytest

from wscli.core.frames import Direction, Frame, MessageKind, Opcode


@pytest.mark.parametrize(
    ("opcode", "bits", "is_control"),
    [
        (Opcode.CONTINUATION, 0b0000, False),
        (Opcode.TEXT, 0b0001, False),
        (Opcode.BINARY, 0b0010, False),
        (Opcode.CLOSE, 0b1000, True),
        (Opcode.PING, 0b1001, True),
        (Opcode.PONG, 0b1010, True),
    ],
)
def test_an_opcode_is_its_four_bits(opcode, bits, is_control):
    assert opcode == bits
    assert opcode.is_control is is_control


def test_there_are_no_opcodes_but_those_of_the_rfc():
    assert sorted(Opcode) == [0x0, 0x1, 0x2, 0x8, 0x9, 0xA]


def test_a_direction_is_the_arrow_of_the_notation():
    assert {direction.name: direction.value for direction in Direction} == {
        "SENT": ">",
        "RECEIVED": "<",
    }


def test_a_message_is_text_or_binary():
    assert [kind.value for kind in MessageKind] == ["text", "binary"]


def test_a_frame_is_a_whole_uncompressed_message_unless_it_says_otherwise():
    frame = Frame(Opcode.TEXT, b"hi")
    assert (frame.fin, frame.rsv1, frame.wire_size) == (True, False, 0)


def test_a_frame_does_not_change():
    frame = Frame(Opcode.PING, b"hi")
    with pytest.raises(FrozenInstanceError):
        frame.payload = b"ho"
    assert not hasattr(frame, "__dict__")
    assert frame == Frame(Opcode.PING, b"hi")
    assert hash(frame) == hash(Frame(Opcode.PING, b"hi"))
