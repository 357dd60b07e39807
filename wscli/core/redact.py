"""Keeping secrets out of every output but the messages themselves."""

import base64
import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import quote, quote_plus

from wscli.core.events import Headers

HIDDEN = "***"

_SECRET_FIELDS = frozenset(
    {"authorization", "proxy-authorization", "cookie", "set-cookie"}
)
_SECRET_WORDS = re.compile(
    r"auth|token|secret|password|passwd|pwd|api[-_]?key|access[-_]?key|session|jwt|sig",
    re.IGNORECASE,
)
_USERINFO = re.compile(r"(?<=//)[^/?#\s@]*@")
_QUERY_ITEM = re.compile(r"(?<=[?&])([^=&#\s]+)=([^&#\s\"']*)")

# Shorter ones would take ordinary words with them.
_MIN_LENGTH = 3


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces known secrets, in each form they could be written in.

    Attributes:
        pattern: Matches any form of any secret; None without secrets.
    """

    pattern: re.Pattern[str] | None = None

    @classmethod
    def of(cls, secrets: Iterable[str]) -> "Redactor":
        """Return the redactor of these secrets, in the forms that `_forms` gives."""
        forms = {
            form
            for secret in secrets
            if len(secret) >= _MIN_LENGTH
            for form in _forms(secret)
        }
        if not forms:
            return cls()
        longest_first = sorted(forms, key=len, reverse=True)
        return cls(re.compile("|".join(map(re.escape, longest_first))))

    def __call__(self, text: str) -> str:
        """Return the text with every secret replaced by `***`."""
        return self.pattern.sub(HIDDEN, text) if self.pattern else text


def _forms(secret: str) -> Iterable[str]:
    yield secret
    yield quote(secret, safe="")
    yield quote(secret)
    yield quote_plus(secret)
    yield json.dumps(secret)[1:-1]
    yield json.dumps(secret, ensure_ascii=False)[1:-1]
    encoded = base64.b64encode(secret.encode("utf-8", "surrogateescape")).decode()
    yield encoded
    yield encoded.rstrip("=")
    yield encoded.translate(str.maketrans("+/", "-_")).rstrip("=")


def redact_url(url: str) -> str:
    """Return the URL without userinfo and without the values of telling query items."""
    return _QUERY_ITEM.sub(_redact_query_item, _USERINFO.sub("", url, count=1))


def _redact_query_item(match: re.Match[str]) -> str:
    is_secret = _SECRET_WORDS.search(match[1]) and match[2]
    return f"{match[1]}={HIDDEN}" if is_secret else match[0]


def redact_headers(headers: Headers) -> Headers:
    """Return the header fields with the values of credentials hidden.

    The scheme of an authorization and the name of a cookie stay, since they
    help to find a mistake.
    """
    return tuple((name, _redact_field(name.lower(), value)) for name, value in headers)


def _redact_field(name: str, value: str) -> str:
    if name in ("authorization", "proxy-authorization"):
        scheme, space, _ = value.partition(" ")
        return f"{scheme} {HIDDEN}" if space else HIDDEN
    if name == "set-cookie":
        pair, semicolon, attributes = value.partition(";")
        return _hide_after_equals(pair) + semicolon + attributes
    if name in _SECRET_FIELDS:
        return ";".join(_hide_after_equals(pair) for pair in value.split(";"))
    if name == "location":
        return redact_url(value)
    # The handshake's own fields are no secrets, however they are called.
    is_secret = _SECRET_WORDS.search(name) and not name.startswith("sec-websocket-")
    return HIDDEN if is_secret else value


def _hide_after_equals(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={HIDDEN}" if equals else HIDDEN
