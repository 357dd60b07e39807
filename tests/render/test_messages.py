"""A message on the screen is its notation, in colours."""

from wscli.core.events import MessageSeen
from wscli.core.frames import Direction, MessageKind
from wscli.core.redact import Redactor
from wscli.notation.from_events import Extent, Form
from wscli.render.messages import payload_spans, render_message
from wscli.render.options import RenderOptions
from wscli.render.spans import Span, Style


def received(payload):
    kind = MessageKind.TEXT if isinstance(payload, str) else MessageKind.BINARY
    data = payload.encode() if isinstance(payload, str) else payload
    return MessageSeen(0.5, Direction.RECEIVED, kind, data)


def sent(text):
    return MessageSeen(0.5, Direction.SENT, MessageKind.TEXT, text.encode())


def show(message, *, width=80, **options):
    lines = render_message(message, RenderOptions(**options), width)
    return ["".join(span.text for span in line) for line in lines]


def test_a_conversation():
    assert show(sent("hello")) == ["> hello"]
    assert show(received("Message text was: hello")) == ["< Message text was: hello"]
    assert show(sent("hello"), name="ann") == ["ann> hello"]
    assert show(received("")) == ["<"]
    assert show(received("a\nb")) == ["< ```", "a", "b", "```"]
    assert show(received(b"\x00\xff")) == ["<hex 00 ff"]
    assert show(received('{"a":1}')) == ['<json {"a": 1}']
    assert show(received('{"a":1}'), width=10) == [
        "<json ```",
        "{",
        '  "a": 1',
        "}",
        "```",
    ]


def test_arrow_and_payload_look_different():
    options = RenderOptions()
    assert render_message(sent("hi"), options, 80) == [
        (Span("> ", Style.SENT), Span("hi"))
    ]
    assert render_message(received(""), options, 80) == [(Span("<", Style.RECEIVED),)]


def test_a_fence_is_no_part_of_the_payload():
    first, *_, last = render_message(received("a\n{{b}}"), RenderOptions(), 80)
    assert first == (Span("<", Style.RECEIVED), Span(" ```raw", Style.PUNCTUATION))
    assert last == (Span("```", Style.PUNCTUATION),)


def test_json_is_coloured_by_its_tokens():
    assert payload_spans('{"a": [1, "b", null]}', Form.JSON) == (
        Span("{", Style.PUNCTUATION),
        Span('"a"', Style.KEY),
        Span(": [", Style.PUNCTUATION),
        Span("1", Style.NUMBER),
        Span(", ", Style.PUNCTUATION),
        Span('"b"', Style.STRING),
        Span(", ", Style.PUNCTUATION),
        Span("null", Style.LITERAL),
        Span("]}", Style.PUNCTUATION),
    )


def test_a_dump_has_three_columns():
    (_, dump, *_) = render_message(received(bytes(17)), RenderOptions(), 80)
    assert dump == (
        Span("00000000", Style.COMMENT),
        Span(f"{'  00' + 7 * ' 00'}{'  00' + 7 * ' 00'}  "),
        Span("|................|", Style.STRING),
    )
    assert payload_spans("00 01", Form.HEX) == (Span("00 01"),)


def test_a_message_that_is_cut_short_says_so_in_a_comment():
    *_, last = render_message(
        received("hello"), RenderOptions(extent=Extent(size=2)), 80
    )
    assert last[0].style is Style.COMMENT
    assert last[0].text.startswith("# … cut short: the message has 5 bytes")


def test_messages_are_shown_as_they_are_secrets_included():
    assert show(sent("my secret"), redactor=Redactor.of(["secret"])) == ["> my secret"]
