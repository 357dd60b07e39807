"""Dialling: where it goes, what was agreed on, or why it failed."""

import pytest

from wscli.core.errors import Stage
from wscli.core.events import (
    Dialing,
    Failed,
    Opened,
    Refused,
    Timings,
    TlsSession,
)
from wscli.core.exit_codes import ExitCode
from wscli.core.redact import Redactor
from wscli.render.handshake import (
    render_dialing,
    render_failed,
    render_opened,
    render_refused,
)
from wscli.render.options import RenderOptions
from wscli.render.spans import Style

REQUEST = (("Host", "h"), ("Authorization", "Bearer abc"), ("X-Id", "s3cret"))
RESPONSE = (("Upgrade", "websocket"), ("Set-Cookie", "session=abc; Path=/"))
HEADER_LINES = [
    "# > Host: h",
    "# > Authorization: Bearer ***",
    "# > X-Id: ***",
    "# < Upgrade: websocket",
    "# < Set-Cookie: session=***; Path=/",
]
HIDING = Redactor.of(["s3cret"])
OPENED = Opened(
    0.0123,
    "wss://h/ws",
    "127.0.0.1:443",
    REQUEST,
    RESPONSE,
    "chat.v2",
    "permessage-deflate",
    TlsSession("TLSv1.3", "TLS_AES_256_GCM_SHA384", is_verified=True),
    Timings(dns=0.001, tcp=0.0003, tls=0.006, handshake=0.004),
)
BARE = Opened(
    0.001, "ws://h/", "/run/s.sock", (), (), None, "", None, Timings(tcp=0.001)
)


def texts(lines):
    return ["".join(span.text for span in line) for line in lines]


def opened(event, **options):
    return texts(render_opened(event, RenderOptions(redactor=HIDING, **options)))


def refused(event, *, width=80, **options):
    return texts(
        render_refused(event, RenderOptions(redactor=HIDING, **options), width)
    )


def test_dialling():
    options = RenderOptions(redactor=HIDING)
    direct = Dialing(0.0, "ws://h/ws?token=abc&x=s3cret")
    assert texts(render_dialing(direct, options)) == [
        "# connecting to ws://h/ws?token=***&x=***"
    ]
    proxied = Dialing(0.0, "ws://h/", "http://proxy:3128")
    assert texts(render_dialing(proxied, options)) == [
        "# connecting to ws://h/ via http://proxy:3128"
    ]


def test_an_opened_connection_is_one_word():
    assert opened(OPENED) == ["opened"]
    assert opened(OPENED, name="ann") == ["ann opened"]


def test_the_handshake_is_shown_without_credentials():
    assert opened(OPENED, show_handshake=True) == ["opened", *HEADER_LINES]


def test_details():
    assert opened(OPENED, show_details=True) == [
        "opened",
        "# connected to 127.0.0.1:443",
        "# TLSv1.3, TLS_AES_256_GCM_SHA384, certificate verified",
        "# subprotocol chat.v2",
        "# extensions permessage-deflate",
        "# in 12 ms: DNS 1.0 ms, TCP 0.3 ms, TLS 6.0 ms, opening handshake 4.0 ms",
    ]
    assert opened(BARE, show_details=True) == [
        "opened",
        "# connected to /run/s.sock",
        "# subprotocol (none)",
        "# extensions (none)",
        "# in 1.0 ms: TCP 1.0 ms",
    ]


def test_a_certificate_that_nobody_verified_is_told():
    tls = TlsSession("TLSv1.2", "ECDHE", is_verified=False)
    event = Opened(0.1, "wss://h/", "h", (), (), None, "", tls, Timings())
    assert "# TLSv1.2, ECDHE, certificate not verified" in opened(
        event, show_details=True
    )


def test_a_refusal_shows_status_body_and_meaning():
    event = Refused(
        0.1,
        "ws://h/",
        401,
        "Unauthorized",
        REQUEST,
        (("WWW-Authenticate", "Bearer"),),
        b'{"detail":"Invalid token"}',
    )
    assert refused(event) == [
        "refused 401",
        "# HTTP 401 Unauthorized",
        '# {"detail": "Invalid token"}',
        "# The server wants credentials (WWW-Authenticate: Bearer): give them with -u,"
        " --bearer, -b or -H.",
    ]
    assert refused(event, show_handshake=True, name="ann")[:6] == [
        "ann refused 401",
        "# ann: HTTP 401 Unauthorized",
        "# ann: > Host: h",
        "# ann: > Authorization: Bearer ***",
        "# ann: > X-Id: ***",
        "# ann: < WWW-Authenticate: Bearer",
    ]


def test_a_403_without_a_body_is_explained():
    lines = refused(Refused(0.1, "ws://h/", 403, "Forbidden", (), ()))
    assert lines[:2] == ["refused 403", "# HTTP 403 Forbidden"]
    assert "before it accepts" in lines[2]


def test_a_refusal_can_go_without_reason_and_meaning():
    assert refused(Refused(0.1, "ws://h/", 418, "", (), ())) == [
        "refused 418",
        "# HTTP 418",
    ]


def test_the_width_is_the_body_s():
    event = Refused(0.1, "ws://h/", 400, "", (), (), b'{"a":1}')
    assert refused(event, width=6)[2:] == ["# {", '#   "a": 1', "# }"]


def test_a_redirect_keeps_the_secrets_of_its_location():
    event = Refused(0.1, "ws://h/", 302, "", (), (("Location", "/x?token=abc"),))
    assert refused(event)[-1] == (
        "# The server redirects to /x?token=*** (-L follows redirects)."
    )


@pytest.mark.parametrize(
    ("hint", "line"),
    [
        ("start it", "# error TCP: h:9 refused the connection; start it"),
        ("", "# error TCP: h:9 refused the connection"),
    ],
)
def test_a_failure_says_what_to_try(hint, line):
    failed = Failed(
        0.1, Stage.TCP, "TCP: h:9 refused the connection", hint, ExitCode.CONNECT
    )
    lines = render_failed(failed, RenderOptions())
    assert texts(lines) == [line]
    assert lines[0][0].style is Style.ERROR
