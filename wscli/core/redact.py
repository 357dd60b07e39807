"""Keeping secrets out of every output but the messages themselves."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import unquote

from wscli.core.escape import escape
from wscli.core.events import Headers

HIDDEN = "***"

_SCHEME_OF_AUTHORIZATION = re.compile(
    r"\A(?:basic|bearer|digest|dpop|negotiate|ntlm|oauth|token) ", re.IGNORECASE
)
_SECRET_WORDS = re.compile(
    r"auth(?!or(?!i))|token|secret|pass(?:word|wd|phrase|code)?(?![a-z])|pwd|cred"
    r"|(?:api|access|private)[-_]?key|^key$|session|jwt|ticket|signature"
    r"|(?<![a-z])sig(?![a-z])",
    re.IGNORECASE,
)
# What an endpoint asks for is no secret.
_CHALLENGES = frozenset({"www-authenticate", "proxy-authenticate"})

_USERINFO = re.compile(r"((?:\A|:)//)[^/?#\s]*@")
_UP_TO_LAST_AT = re.compile(r"\A([A-Za-z][A-Za-z0-9+.-]*://)?.*@", re.DOTALL)
_QUERY_ITEM = re.compile(r"(?<=[?&#])([^=&#]+)=([^&#]+)")

SHORTEST_SECRET = 3
"""Shorter ones would take ordinary words with them; none of those is hidden."""
# Of a credential in parts, short ones are words such as the scheme.
_SHORTEST_PART = 8


@dataclass(frozen=True, slots=True)
class Redactor:
    """Replaces known secrets, however they are written.

    Attributes:
        patterns: Each matches some forms of one secret.
    """

    patterns: tuple[re.Pattern[str], ...] = field(default=(), repr=False)

    @classmethod
    def of(cls, secrets: Iterable[str]) -> "Redactor":
        """Return the redactor of these secrets.

        Each is found plain, in percent escapes, in the escapes of JSON and of our
        own output, and inside of base64. Below three characters, none is hidden.
        """
        long_enough = {secret for secret in secrets if len(secret) >= SHORTEST_SECRET}
        forms = {form for secret in long_enough for form in _forms(secret)}
        return cls(tuple(map(re.compile, sorted(forms))))

    def __call__(self, text: str) -> str:
        """Return the text with every secret replaced by `***`."""
        # Each pattern runs over the whole text, as secrets may overlap.
        spans = sorted(
            match.span()
            for pattern in self.patterns
            for match in pattern.finditer(text)
        )
        shown, end = [], 0
        for start, stop in spans:
            if start >= end:
                shown.append(text[end:start])
            end = max(end, stop)
        return HIDDEN.join([*shown, text[end:]])


def _forms(secret: str) -> Iterator[str]:
    """Yield regular expressions that match a secret in each of its forms."""
    yield "".join(map(_in_url, secret))
    yield "".join(map(_in_json, secret))
    # A half of a surrogate pair has no UTF-8, but must not stop us.
    data = secret.encode("utf-8", "surrogatepass")
    # Text before the secret, such as "user:", shifts the six bits of each letter.
    yield from (_in_base64(data, shift) for shift in range(3))


def _in_url(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    data = character.encode("utf-8", "surrogatepass")
    percent = "".join(f"%{byte:02x}" for byte in data)
    plus = r"|\+" if character == " " else ""
    return f"(?:(?i:{percent})|{re.escape(character)}{plus})"


def _in_json(character: str) -> str:
    if character.isascii() and character.isalnum():
        return character
    escapes = {
        json.dumps(character)[1:-1],
        f"\\u{ord(character):04x}",
        f"\\{character}" if character in '"\\/' else escape(character),
    }
    either = "|".join(map(re.escape, sorted(escapes)))
    # A backslash is always doubled; with a choice, many would take ages to try.
    plain = "" if character == "\\" else f"|{re.escape(character)}"
    return f"(?:(?i:{either}){plain})"


def _in_base64(data: bytes, shift: int) -> str:
    encoded = base64.b64encode(bytes(shift) + data).decode("ascii")
    whole = encoded[-(-shift * 8 // 6) : (shift + len(data)) * 8 // 6]
    either_alphabet = {"+": r"(?:[+-]|%2[Bb])", "/": r"(?:\\?/|_|%2[Ff])"}
    letters = "".join(either_alphabet.get(letter, letter) for letter in whole)
    # The letters at either end hold some bits of the secret, some of its neighbour.
    before = "[A-Za-z0-9+/_-]?" if shift else ""
    after = "[A-Za-z0-9+/_-]?(?:=|%3[Dd]){0,2}" if (shift + len(data)) % 3 else ""
    return before + letters + after


def redact_url(url: str) -> str:
    """Return the URL without userinfo and without the values of telling query items."""
    return _QUERY_ITEM.sub(_redact_query_item, _USERINFO.sub(r"\1", url))


def show_url(text: str) -> str:
    """Return what may be repeated of a text that may not be a URL at all.

    A `/` or `#` in a password ends the userinfo early, so that everything up to
    the last `@` may be secret.
    """
    shown = _UP_TO_LAST_AT.sub(rf"\1{HIDDEN}@", text)
    return _QUERY_ITEM.sub(_redact_query_item, shown)


def _redact_query_item(match: re.Match[str]) -> str:
    is_secret = _SECRET_WORDS.search(unquote(match[1]))
    return f"{match[1]}={HIDDEN}" if is_secret else match[0]


def secrets_of_url(url: str) -> Iterator[str]:
    """Yield the values of telling query items, decoded, for a `Redactor`.

    These are the values that `redact_url` hides.
    """
    for name, value in _QUERY_ITEM.findall(url):
        if _SECRET_WORDS.search(unquote(name)):
            yield unquote(value)


def redact_headers(headers: Headers) -> Headers:
    """Return the header fields with the values of credentials hidden.

    The scheme of an authorization and the name of a cookie stay, since they
    help to find a mistake.
    """
    return tuple((name, _redact_field(name.lower(), value)) for name, value in headers)


def _redact_field(name: str, value: str) -> str:
    match name:
        case "authorization" | "proxy-authorization":
            scheme = _SCHEME_OF_AUTHORIZATION.match(value)
            return f"{scheme[0] if scheme else ''}{HIDDEN}"
        case "cookie":
            return ";".join(map(_hide_after_equals, value.split(";")))
        case "set-cookie":
            pair, semicolon, attributes = value.partition(";")
            return _hide_after_equals(pair) + semicolon + attributes
        case _:
            is_secret = _SECRET_WORDS.search(name) and name not in _CHALLENGES
            return HIDDEN if is_secret else redact_url(value)


def _hide_after_equals(pair: str) -> str:
    name, equals, _ = pair.partition("=")
    return f"{name}={HIDDEN}" if equals else HIDDEN


def secrets_of(headers: Headers) -> Iterator[str]:
    """Yield the credentials in header fields, for a `Redactor`.

    These are the values that `redact_headers` hides.
    """
    for name, value in headers:
        match name.lower():
            case "authorization" | "proxy-authorization":
                yield from _parts(_SCHEME_OF_AUTHORIZATION.sub("", value))
            case "cookie":
                for pair in value.split(";"):
                    yield from _parts(_after_equals(pair))
            case "set-cookie":
                yield from _parts(_after_equals(value.partition(";")[0]))
            case other if _SECRET_WORDS.search(other) and other not in _CHALLENGES:
                yield value
            case _:
                pass


def _parts(credential: str) -> Iterator[str]:
    """Yield a credential, and what of it a peer may repeat alone.

    That is what follows a scheme that nobody has heard of, the values of parameters
    (RFC 9110 section 11.4), and what stands between quotes.
    """
    yield credential
    for part in re.split(r"[\s,]+", credential.strip()):
        value = _after_equals(part) if not part.endswith("=") else part
        bare = value.strip('"')
        if bare != credential and len(bare) >= _SHORTEST_PART:
            yield bare


def _after_equals(pair: str) -> str:
    name, equals, value = pair.partition("=")
    return (value if equals else name).strip()
