from wscli.core.frames import Frame, MessageKind, Opcode
from wscli.net.assembly import Assembly, Message


def test_one_frame_is_a_message() -> None:
    frame = Frame(Opcode.TEXT, b"hi", wire_size=7)
    assert Assembly().add(frame) == Message(MessageKind.TEXT, b"hi", 1, 7)


def test_fragments_are_one_message_of_the_kind_of_the_first() -> None:
    assembly = Assembly()
    assert assembly.add(Frame(Opcode.TEXT, b"a", fin=False, wire_size=1)) is None
    assert assembly.add(Frame(Opcode.CONTINUATION, b"", fin=False, wire_size=2)) is None
    last = Frame(Opcode.CONTINUATION, b"bc", wire_size=4)
    assert assembly.add(last) == Message(MessageKind.TEXT, b"abc", 3, 7)


def test_the_next_message_begins_anew() -> None:
    assembly = Assembly()
    assembly.add(Frame(Opcode.TEXT, b"a", fin=False, wire_size=1))
    assembly.add(Frame(Opcode.CONTINUATION, b"b", wire_size=1))
    frame = Frame(Opcode.BINARY, b"", wire_size=0)
    assert assembly.add(frame) == Message(MessageKind.BINARY, b"", 1, 0)
