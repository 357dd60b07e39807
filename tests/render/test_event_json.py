"""`--format json`: `docs/events.md` describes it, and its examples are real."""

import base64
import json
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wscli.core.errors import Stage
from wscli.core.events import (
    Closed,
    Dialing,
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
from wscli.core.redact import Redactor
from wscli.render.event_json import write_event

DOCUMENT = Path(__file__).parents[2] / "docs" / "events.md"
SENT, RECEIVED = Direction.SENT, Direction.RECEIVED
TEXT, BINARY = MessageKind.TEXT, MessageKind.BINARY

SAMPLES = [
    Dialing(0.0, "wss://example.com/ws?token=abc", "http://proxy.example.com:3128"),
    Opened(
        0.0183214,
        "wss://example.com/ws?token=abc",
        "192.0.2.7:443",
        (("Host", "example.com"), ("Authorization", "Bearer abc")),
        (("Upgrade", "websocket"), ("Connection", "Upgrade")),
        "chat.v2",
        "permessage-deflate",
        TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", is_verified=True),
        Timings(dns=0.0012041, tcp=0.003, tls=0.0082, handshake=0.0051),
    ),
    Refused(
        0.0042,
        "ws://127.0.0.1:8000/auth/ws?token=abc",
        401,
        "Unauthorized",
        (("Host", "127.0.0.1:8000"),),
        (("Content-Type", "application/json"),),
        b'{"detail":"Invalid token"}',
    ),
    Failed(
        0.0011,
        Stage.TCP,
        "TCP: 127.0.0.1:9 refused the connection",
        "check that the server runs and listens there",
        ExitCode.CONNECT,
    ),
    MessageSeen(1.204, SENT, TEXT, b'{"type":"ping"}', wire_size=15),
    MessageSeen(1.2056, RECEIVED, BINARY, b"\x00\x01\xff", wire_size=3),
    FrameSeen(2.0, RECEIVED, Frame(Opcode.PING, b"are you there?")),
    FrameSeen(2.00031, SENT, Frame(Opcode.PONG, b"are you there?")),
    PongTimed(3.0004, 0.0004, b"\x9a1\xff\x00"),
    FrameSeen(4.0, SENT, Frame(Opcode.CLOSE, b"\x03\xe8bye")),
    FrameSeen(
        1.2,
        RECEIVED,
        Frame(Opcode.TEXT, b"x" * 1200, fin=False, rsv1=True, wire_size=18),
    ),
    Violated(5.0, "a reserved bit is set that nothing was agreed on for (5.2)", 1002),
    Closed(6.002, 1008, "Not authenticated", Party.PEER, 1008),
    Closed(6.1, 1006, "", None, None, "the peer reset the TCP connection"),
]


def write(event, *secrets, **options):
    return json.loads(write_event(event, Redactor.of(secrets), **options))


def keys_of(value):
    match value:
        case dict():
            return set(value).union(*map(keys_of, value.values()))
        case _:
            return set()


class TestTheDocument:
    def test_its_examples_are_what_is_written(self):
        documented = re.findall(r"^\{.*\}$", DOCUMENT.read_text("utf-8"), re.MULTILINE)
        assert documented == [write_event(event, Redactor()) for event in SAMPLES]

    @pytest.mark.parametrize("event", SAMPLES)
    def test_it_names_every_field(self, event):
        text = DOCUMENT.read_text("utf-8")
        written = write(event)
        section = text.split(f"### `{written['event']}`\n")[1].split("\n## ")[0]
        general = text.split("\n## A connection")[0]
        examples = re.compile(r"```json.*?```", re.DOTALL)
        explained = examples.sub("", general + section.split("\n### ")[0])
        assert {key for key in keys_of(written) if f"`{key}`" not in explained} == set()


class TestMessages:
    def test_text_stays_as_it_was_sent(self):
        text = '{"b": 1.50, "a": 1e400, "b": -0}'
        event = MessageSeen(0.5, RECEIVED, TEXT, text.encode(), frames=3, wire_size=20)
        assert write(event) == {
            "v": 1,
            "event": "message",
            "at": 0.5,
            "direction": "received",
            "kind": "text",
            "size": 32,
            "frames": 3,
            "wire_size": 20,
            "text": text,
        }

    def test_no_secret_is_hidden_in_them(self):
        event = MessageSeen(0.5, SENT, TEXT, b"my secret")
        assert write(event, "secret")["text"] == "my secret"

    @given(st.text())
    def test_any_text_comes_back_from_a_line_of_ascii(self, text):
        line = write_event(MessageSeen(0.5, SENT, TEXT, text.encode()), Redactor())
        assert re.fullmatch("[ -~]+", line)
        assert json.loads(line)["text"] == text

    @given(st.binary())
    def test_any_bytes_come_back(self, payload):
        event = MessageSeen(0.5, SENT, BINARY, payload)
        assert base64.b64decode(write(event)["base64"], validate=True) == payload


class TestFrames:
    def test_a_pong_is_one_frame_and_its_time_is_none(self):
        pong = FrameSeen(0.5, RECEIVED, Frame(Opcode.PONG, b"x"))
        timed = PongTimed(0.5, 0.25, b"x")
        assert [write(event)["event"] for event in (pong, timed)] == [
            "pong",
            "round_trip",
        ]

    def test_a_payload_that_is_no_text_is_base64(self):
        ping = FrameSeen(0.5, SENT, Frame(Opcode.PING, b"\xff"))
        assert write(ping) == {
            "v": 1,
            "event": "ping",
            "at": 0.5,
            "direction": "sent",
            "base64": "/w==",
        }

    @pytest.mark.parametrize(
        ("payload", "fields"),
        [
            (b"", {"code": 1005, "name": "no status received", "reason": ""}),
            (
                b"\x0f\xa9replaced",
                {"code": 4009, "name": "application code", "reason": "replaced"},
            ),
            (b"\x03", {"base64": "Aw=="}),
        ],
    )
    def test_a_close_frame(self, payload, fields):
        close = FrameSeen(0.5, RECEIVED, Frame(Opcode.CLOSE, payload))
        assert write(close) == {
            "v": 1,
            "event": "close",
            "at": 0.5,
            "direction": "received",
            **fields,
        }


class TestSecrets:
    def test_they_are_hidden_in_every_text_around_the_messages(self):
        secret = "s3cret"
        events = [
            Dialing(0.0, f"ws://h/?x={secret}"),
            Opened(
                0.0,
                f"ws://h/?x={secret}",
                "h:80",
                (("X-Id", secret),),
                (("X-Id", secret),),
                None,
                "",
                None,
                Timings(),
            ),
            Refused(
                0.0,
                f"ws://h/?x={secret}",
                400,
                secret,
                (("X-Id", secret),),
                (("X-Id", secret),),
                secret.encode(),
            ),
            Failed(0.0, Stage.TLS, f"no {secret}", f"try {secret}", ExitCode.CONNECT),
            Violated(0.0, secret, 1002),
            Closed(0.0, 1008, secret, Party.PEER, None, secret),
            FrameSeen(0.0, SENT, Frame(Opcode.PING, secret.encode())),
            FrameSeen(0.0, SENT, Frame(Opcode.CLOSE, b"\x03\xe8" + secret.encode())),
            PongTimed(0.0, 0.1, secret.encode()),
        ]
        for event in events:
            line = write_event(event, Redactor.of([secret]))
            assert secret not in line
            assert "***" in line

    def test_they_are_hidden_in_bytes_too(self):
        refused = Refused(0.0, "ws://h/", 400, "", (), (), b"\xff s3cret \xe9")
        body = base64.b64decode(write(refused, "s3cret")["body"]["base64"])
        assert body == b"\xff *** \xe9"


def test_where_there_are_several_connections_each_has_its_name():
    event = MessageSeen(0.5, SENT, TEXT, b"hi")
    assert write(event, name="ann")["connection"] == "ann"
    assert "connection" not in write(event)


def test_we_or_the_peer_or_nobody_closed():
    parties = [Party.LOCAL, Party.PEER, None]
    assert [write(Closed(1.0, 1000, "", by))["by"] for by in parties] == [
        "local",
        "peer",
        None,
    ]


def test_times_are_rounded_to_a_microsecond():
    assert write(Violated(0.12345678, "", 1002))["at"] == 0.123457
