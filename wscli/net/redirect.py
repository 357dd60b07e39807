"""Where a redirect leads, and whether to go there (RFC 9110 section 15.4)."""

from wscli.core.errors import HandshakeError, UsageError
from wscli.core.events import Refused
from wscli.core.target import Target
from wscli.core.url import Url

_STATUSES = frozenset({301, 302, 303, 307, 308})

# A server may redirect to a URL that fills the screen.
_MAX_SENTENCE = 200


def location_of(refused: Refused) -> str | None:
    """Return what a refusal redirects to; None if it is no redirect."""
    return refused.header("Location") if refused.status in _STATUSES else None


def follow(target: Target, location: str, *, limit: int) -> Target:
    """Return the target that a redirect leads to.

    Args:
        target: Where the redirect came from; it knows how many more are allowed.
        location: What it redirects to.
        limit: How many were allowed in all.

    Raises:
        HandshakeError: It is one too many, leads nowhere, or gives TLS up.
    """
    if target.max_redirects == 0:
        raise HandshakeError(
            f"opening handshake: another redirect after the {limit} that are allowed",
            "they may go round in a circle; -v shows each of them",
        )
    url = _join(target.url, location)
    if target.url.is_secure and not url.is_secure:
        raise HandshakeError(
            "opening handshake: the redirect leads from wss to"
            f" {url.scheme}://{url.authority}",
            "it is not followed, since it gives up TLS; connect there by hand if that"
            " is meant",
        )
    return target.redirected(url)


def _join(url: Url, location: str) -> Url:
    try:
        return url.join(location)
    except UsageError as error:
        sentence = error.sentence
    if len(sentence) > _MAX_SENTENCE:
        sentence = f"{sentence[:_MAX_SENTENCE]}..."
    raise HandshakeError(f"opening handshake: the redirect leads nowhere: {sentence}")
