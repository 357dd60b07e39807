"""Events: frozen facts, and the few questions they answer themselves."""

from dataclasses import FrozenInstanceError, fields, is_dataclass, replace
from typing import get_args

import pytest

from wscli.core import events
from wscli.core.errors import Stage
from wscli.core.events import (
    Closed,
    Dialing,
    Event,
    Failed,
    FrameSeen,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Refused,
    Timings,
    TlsSession,
    Violated,
)
from wscli.core.exit_codes import ExitCode
from wscli.core.frames import Direction, Frame, MessageKind, Opcode

REFUSED = Refused(
    at=0.2,
    url="ws://127.0.0.1/ws",
    status=403,
    reason="Forbidden",
    request=(),
    response=(("Content-Type", "text/plain"), ("X-Why", "one"), ("x-why", "two")),
)

CONVERSATION = [
    Dialing(0.0, "ws://127.0.0.1/ws"),
    Opened(
        at=0.1,
        url="ws://127.0.0.1/ws",
        address="127.0.0.1:80",
        request=(("Host", "127.0.0.1"),),
        response=(("Upgrade", "websocket"),),
        subprotocol=None,
        extensions="",
        tls=TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", is_verified=True),
        timings=Timings(tcp=0.01),
    ),
    REFUSED,
    Failed(0.3, Stage.DNS, "no such host", "look at the name", ExitCode.CONNECT),
    FrameSeen(0.4, Direction.SENT, Frame(Opcode.PING, b"")),
    MessageSeen(0.5, Direction.RECEIVED, MessageKind.TEXT, b"hi"),
    PongTimed(0.6, 0.2, b""),
    Violated(0.7, "a masked frame", 1002),
    Closed(0.8, 1006, "", None),
]


def test_the_union_of_events_names_everything_that_has_a_time():
    with_a_time = {
        value
        for value in vars(events).values()
        if is_dataclass(value) and fields(value)[0].name == "at"
    }
    assert set(get_args(Event)) == with_a_time
    assert {type(event) for event in CONVERSATION} == with_a_time


@pytest.mark.parametrize(
    "fact",
    [*CONVERSATION, Timings(), CONVERSATION[1].tls],
    ids=lambda fact: type(fact).__name__,
)
def test_a_fact_does_not_change(fact):
    name = fields(fact)[0].name
    with pytest.raises(FrozenInstanceError):
        setattr(fact, name, None)
    assert not hasattr(fact, "__dict__")
    assert hash(fact) == hash(replace(fact))
    assert fact == replace(fact)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Type", "text/plain"),
        ("CONTENT-TYPE", "text/plain"),
        ("x-why", "one"),
        ("Retry-After", None),
    ],
)
def test_a_refusal_answers_for_its_header_fields_in_any_case(name, value):
    assert REFUSED.header(name) == value


@pytest.mark.parametrize(
    ("payload", "text"),
    [
        (b"", ""),
        (b"hi", "hi"),
        ("grüß dich 👋".encode(), "grüß dich 👋"),
        (b"a\xffb", "a\ufffdb"),
        (b"\xed\xa0\x80", "\ufffd\ufffd\ufffd"),
    ],
)
def test_any_payload_can_be_read_as_text(payload, text):
    message = MessageSeen(0.0, Direction.RECEIVED, MessageKind.BINARY, payload)
    assert message.text == text


def test_a_message_is_one_frame_of_no_known_size_unless_it_says_otherwise():
    message = MessageSeen(0.0, Direction.SENT, MessageKind.TEXT, b"hi")
    assert message == replace(message, frames=1, wire_size=0)


def test_a_refusal_has_no_body_and_a_close_no_cause_unless_they_say_so():
    assert replace(REFUSED, body=b"", is_body_cut=False) == REFUSED
    closed = Closed(0.0, 1005, "", Party.PEER)
    assert closed == replace(closed, sent_code=None, cause="")


def test_parties_read_as_words_of_a_sentence():
    assert [party.value for party in Party] == ["us", "the peer"]


def test_no_stage_took_time_before_it_ran():
    assert {getattr(Timings(), field.name) for field in fields(Timings)} == {None}
