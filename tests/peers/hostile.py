"""Events of a peer that puts into every field what a terminal might obey."""

from hypothesis import strategies as st

from wscli.core.events import (
    Closed,
    FrameSeen,
    MessageSeen,
    Opened,
    Party,
    PongTimed,
    Refused,
    Timings,
    Violated,
)
from wscli.core.frames import Direction, Frame, MessageKind, Opcode

hostile_texts = st.text(
    st.sampled_from('\x00\x07\x08\t\n\r\x1b\x7f\x85\x9b\xad\u202e\u2028\ufeff[{"a')
    | st.characters(exclude_categories=["Cs"])
)

_now = st.just(0.0)
_received = st.just(Direction.RECEIVED)
_texts = hostile_texts.map(str.encode)
_payloads = _texts | st.binary(max_size=40)
_fields = st.lists(st.tuples(hostile_texts, hostile_texts), max_size=3).map(tuple)
_codes = st.sampled_from([1000, 1006, 1011, 4001])
_parties = st.sampled_from([*Party, None])
_control = st.builds(
    Frame, st.sampled_from([Opcode.PING, Opcode.PONG, Opcode.CLOSE]), _payloads
)

hostile_events = st.one_of(
    st.builds(MessageSeen, _now, _received, st.just(MessageKind.TEXT), _texts),
    st.builds(MessageSeen, _now, _received, st.just(MessageKind.BINARY), _payloads),
    st.builds(FrameSeen, _now, _received, _control),
    st.builds(PongTimed, _now, st.just(0.1), _payloads),
    st.builds(Violated, _now, hostile_texts, _codes),
    st.builds(Closed, _now, _codes, hostile_texts, _parties, _codes, hostile_texts),
    st.builds(
        Opened,
        at=_now,
        url=st.just("ws://h/"),
        address=st.just("127.0.0.1:80"),
        request=st.just(()),
        response=_fields,
        subprotocol=st.none() | hostile_texts,
        extensions=hostile_texts,
        tls=st.none(),
        timings=st.just(Timings()),
    ),
    st.builds(
        Refused,
        at=_now,
        url=st.just("ws://h/"),
        status=st.sampled_from([200, 302, 401, 403, 503]),
        reason=hostile_texts,
        request=st.just(()),
        response=_fields,
        body=_payloads,
        is_body_cut=st.booleans(),
    ),
)
