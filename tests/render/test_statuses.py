"""A refusal by HTTP status says what it usually means, and what to try."""

import pytest

from wscli.core.events import Refused
from wscli.render.statuses import explain_refusal


def refused(status, *response, body=b"", is_body_cut=False):
    return Refused(0.1, "ws://h/", status, "", (), response, body, is_body_cut)


@pytest.mark.parametrize(
    ("refusal", "words"),
    [
        (refused(200), "this path is no WebSocket endpoint"),
        (refused(204), "dropped the Upgrade header field"),
        (
            refused(302, ("location", "https://h/login")),
            "redirects to https://h/login (-L follows redirects).",
        ),
        (
            refused(401, ("WWW-Authenticate", 'Basic realm="x"')),
            'credentials (WWW-Authenticate: Basic realm="x"): give them with -u',
        ),
        (refused(401), "The server wants credentials: give them"),
        (
            refused(403),
            "closes before it accepts, or has no such path; its close code, often 1008",
        ),
        (refused(404), "no endpoint at this path"),
        (
            refused(426, ("Upgrade", "h2c"), ("Sec-WebSocket-Version", "{13}")),
            "version of it (Upgrade: h2c, Sec-WebSocket-Version: {13}).",
        ),
        (refused(429, ("Retry-After", "5")), "requests (Retry-After: 5)."),
        (refused(500), "its log should tell more"),
        (refused(502), "A gateway answered"),
        (refused(503, ("Retry-After", "5")), "behind it (Retry-After: 5)."),
        (refused(504), "too slow"),
    ],
)
def test_what_a_status_means(refusal, words):
    assert words in explain_refusal(refusal)


@pytest.mark.parametrize(
    "refusal",
    [
        refused(304),
        refused(403, body=b"no"),
        refused(403, is_body_cut=True),
        refused(418),
        refused(999),
    ],
)
def test_of_the_others_nothing_is_claimed(refusal):
    assert explain_refusal(refusal) == ""
