"""The end says which code came, who began, and what it means."""

import pytest

from wscli.core.close_codes import explain
from wscli.core.events import Closed, Party, Violated
from wscli.core.redact import Redactor
from wscli.render.endings import explain_closed, render_closed, render_violated
from wscli.render.options import RenderOptions
from wscli.render.spans import Span, Style


def show(closed, **options):
    lines = render_closed(closed, RenderOptions(**options))
    return ["".join(span.text for span in line) for line in lines]


def test_the_peer_closes():
    assert show(Closed(3.0, 1008, "no token", Party.PEER, 1008)) == [
        'closed 1008 (policy violation) "no token"',
        "# The peer refuses on its own rules; often a credential is missing or wrong.",
    ]


def test_we_close():
    assert show(Closed(3.0, 1000, "", Party.LOCAL, 1000), name="ann") == [
        "ann close 1000",
        "ann closed 1000 (normal closure)",
        "# ann: We closed with 1000, and the peer agreed.",
    ]


def test_the_connection_is_lost():
    cause = "the peer reset the TCP connection"
    assert show(Closed(3.0, 1006, "", None, None, cause)) == [
        "closed 1006 (abnormal closure)",
        "# The connection was lost: the peer reset the TCP connection.",
    ]


@pytest.mark.parametrize(
    ("closed", "sentence"),
    [
        (
            Closed(3.0, 1000, "", Party.PEER, 1000),
            "The peer is done, and everything it had to say was said.",
        ),
        (Closed(3.0, 4009, "", Party.PEER, 4009), explain(4009).sentence),
        (
            Closed(3.0, 1005, "", Party.LOCAL, 1000),
            "We closed with 1000, and the peer agreed without giving a code.",
        ),
        (
            Closed(3.0, 1005, "", Party.LOCAL, 1005),
            "We closed without a code, and the peer agreed.",
        ),
        (
            Closed(3.0, 1005, "", Party.LOCAL),
            "We closed without a code, and the peer agreed.",
        ),
        (
            Closed(3.0, 1011, "", Party.LOCAL, 1000),
            "We closed with 1000, and the peer answered 1011. "
            + explain(1011).sentence,
        ),
        (
            Closed(3.0, 1006, "", Party.LOCAL, 1002),
            "We closed with 1002, but the closing handshake was not completed:"
            " no close frame came back.",
        ),
        (
            Closed(3.0, 1006, "", Party.LOCAL, 1000, "no answer to our close frame"),
            "We closed with 1000, but the closing handshake was not completed:"
            " no answer to our close frame.",
        ),
        (Closed(3.0, 1006, "", None), explain(1006).sentence),
    ],
)
def test_the_sentence_is_right_for_whoever_began(closed, sentence):
    assert explain_closed(closed) == sentence


@pytest.mark.parametrize(
    ("code", "style"),
    [(1000, Style.OK), (1001, Style.OK), (1005, Style.OK), (1006, Style.WARNING)],
)
def test_orderly_ends_look_well(code, style):
    (line, _) = render_closed(Closed(3.0, code, "", Party.PEER), RenderOptions())
    assert [span.style for span in line] == [style]


def test_reason_and_cause_are_safe_and_tell_no_secrets():
    secret = Redactor.of(["abc"])
    closed = Closed(3.0, 1008, "abc\x1b\u202e", Party.PEER)
    assert show(closed, redactor=secret)[0].endswith(r'"***\u001b\u202e"')
    lost = Closed(3.0, 1006, "", None, None, "abc\x1b[2J")
    assert show(lost, redactor=secret)[1] == "# The connection was lost: ***\\x1b[2J."


def test_a_peer_that_breaks_the_protocol():
    (line,) = render_violated(Violated(2.0, "RSV2 is set", 1002), RenderOptions())
    assert line == (
        Span(
            "# the peer broke the protocol: RSV2 is set; closed with 1002", Style.ERROR
        ),
    )


def test_a_peer_that_goes_over_a_limit():
    ((span,),) = render_violated(Violated(2.0, "too long", 1009), RenderOptions())
    assert span.text == "# the peer went over a limit: too long; closed with 1009"
