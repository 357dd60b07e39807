"""Redaction: no form of a secret leaves, and what is no secret stays readable."""

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from wscli.core.escape import escape, escape_unsafe
from wscli.core.redact import (
    Redactor,
    redact_headers,
    redact_url,
    secrets_of,
    secrets_of_url,
    show_url,
)


def lower_case_percent(text):
    return "".join(
        letter if letter.isascii() and letter.isalnum() else quote(letter, "").lower()
        for letter in text
    )


def every_byte_percent(text):
    return "".join(f"%{byte:02X}" for byte in text.encode())


def encode_uri_component(text):
    return quote(text, safe="!'()*")


def json_text(text):
    return json.dumps(text)[1:-1]


def json_text_unescaped(text):
    return json.dumps(text, ensure_ascii=False)[1:-1]


def json_text_for_html(text):
    escapes = {"<": r"\u003C", ">": r"\u003E", "&": r"\u0026", "/": r"\/"}
    return "".join(escapes.get(letter, letter) for letter in json_text(text))


def base64_text(text):
    return base64.b64encode(text.encode()).decode()


def base64url_text(text):
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


WAYS_TO_WRITE = [
    str,
    quote,
    quote_plus,
    lower_case_percent,
    encode_uri_component,
    json_text,
    json_text_unescaped,
    json_text_for_html,
    escape,
    base64_text,
    base64url_text,
]

# No asterisks: a secret of `***` would be found where one was hidden.
SECRETS = st.text(
    st.characters(exclude_characters="*", exclude_categories=["Cs"])
    | st.sampled_from('ab"\\/%+ \n<&.^$|?()[]{}'),
    min_size=3,
)


@pytest.mark.parametrize("write", WAYS_TO_WRITE, ids=lambda write: write.__name__)
@given(secret=SECRETS, before=st.text(), after=st.text())
def test_no_form_of_a_secret_survives(write, secret, before, after):
    written = write(secret)
    redacted = Redactor.of([secret])(f"{before} {written} {after}")
    assert written not in redacted
    assert "***" in redacted


@given(secret=SECRETS)
def test_a_secret_survives_in_no_form_that_escapes_every_byte(secret):
    # Letters and digits are left alone by everybody.
    assume(not any(letter.isascii() and letter.isalnum() for letter in secret))
    assert Redactor.of([secret])(every_byte_percent(secret)) == "***"


@given(
    secret=st.text(min_size=3),
    before=st.text(":@ü", max_size=9),
    after=st.text(":@ü", max_size=9),
    encode=st.sampled_from([base64.b64encode, base64.urlsafe_b64encode]),
)
def test_a_secret_among_other_text_does_not_survive_base64(
    secret, before, after, encode
):
    assume("\\ud" not in ascii(secret))
    encoded = encode(f"{before}{secret}{after}".encode()).decode()
    head, *_, tail = Redactor.of([secret])(encoded).split("***")
    # What is left was written by the text around it, to the bit.
    first_bit = 8 * len(before.encode())
    last_bit = first_bit + 8 * len(secret.encode())
    assert 6 * len(head) <= first_bit
    assert 6 * (len(encoded) - len(tail)) >= last_bit
    assert encoded.startswith(head)
    assert encoded.endswith(tail)


@pytest.mark.parametrize(
    ("secrets", "text", "redacted"),
    [
        ([], "nothing is secret", "nothing is secret"),
        (["sesame"], "open sesame, sesame!", "open ***, ***!"),
        (["sesame"], "opensesames", "open***s"),
        (["sesame"], "Sesame is another word", "Sesame is another word"),
        (
            ["ab"],
            "too short to tell from words: ab",
            "too short to tell from words: ab",
        ),
        (["", "a"], "a", "a"),
        (["a.c"], "abc a.c", "abc ***"),
        (["(a+)+$"], "aaaa (a+)+$", "aaaa ***"),
        (["[a-z]|x"], "x [a-z]|x", "x ***"),
        (["\\d{3}"], r"123 \d{3}", "123 ***"),
        (["abc", "abcdef"], "abcdef abc", "*** ***"),
        (["abcdef", "bcd"], "abcdef bcdef", "*** ***ef"),
        (["abcd", "cdef"], "abcdef", "***"),
        (["abc", "bcdefgh"], "abcdefgh", "***"),
        (["abc", "def"], "abcdef", "******"),
        (["p@ss!"], "p%40ss! p@ss%21 p%40ss%21", "*** *** ***"),
        (["a b/c"], "a+b%2Fc a%20b/c a%20b%2fc", "*** *** ***"),
        (["a\nb"], r"a\nb a\u000Ab a%0Ab", "*** *** ***"),
        (["a\x1bb"], r"a\x1bb a\u001bb a%1Bb", "*** *** ***"),
        (["grün"], r"gr\u00fcn gr\u00FCn gr%c3%bcn grün", "*** *** *** ***"),
        (["key\U0001f511"], r"key\ud83d\udd11 key%F0%9F%94%91", "*** ***"),
        (["hunter2"], "aHVudGVyMg== aHVudGVyMg%3D%3D aHVudGVyMg", "*** *** ***"),
        (["hunter2"], "Basic bWU6aHVudGVyMg==", "Basic bWU6***"),
        (["~~~???"], "fn5+Pz8/ fn5-Pz8_ fn5%2BPz8%2F fn5+Pz8\\/", "*** *** *** ***"),
        (["half\ud83d"], r"half\ud83d " + "half\ud83d", "*** ***"),
    ],
    ids=lambda value: ascii(value)[:30],
)
def test_secrets_are_hidden(secrets, text, redacted):
    assert Redactor.of(secrets)(text) == redacted


def test_the_order_and_number_of_the_secrets_do_not_matter():
    one = Redactor.of(["abc", "def", "abc"])
    assert one == Redactor.of(iter(["def", "abc"]))
    assert hash(one) == hash(Redactor.of(["def", "abc"]))


def test_a_redactor_does_not_tell_its_secrets():
    assert "sesame" not in repr(Redactor.of(["sesame"]))


def test_a_redactor_without_secrets_changes_nothing():
    assert Redactor()("any text") == "any text"
    assert Redactor.of([]) == Redactor.of(["", "ab"]) == Redactor()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "secret", ["\\" * 60, "%" * 60, "%25" * 20, "a" * 60, "+" * 60]
)
def test_a_strange_secret_does_not_take_ages(secret):
    redactor = Redactor.of([secret])
    assert redactor(secret[:-1] * 20 + "x").endswith("x")
    assert secret not in redactor(secret * 50)


@given(st.lists(st.text(st.characters(), max_size=5)), st.text(st.characters()))
def test_any_secrets_in_any_text_are_hidden(secrets, text):
    assume("*" not in "".join(secrets))
    redacted = Redactor.of(secrets)(text)
    assert not [one for one in secrets if len(one) >= 3 and one in redacted]


@pytest.mark.parametrize(
    ("url", "redacted"),
    [
        ("ws://h/ws", "ws://h/ws"),
        ("ws://me:pw@h/ws", "ws://h/ws"),
        ("ws://me@h", "ws://h"),
        ("ws://me@work:p@ss:w@h:80/a@b", "ws://h:80/a@b"),
        ("//me:pw@h/ws", "//h/ws"),
        ("ws://h//me@b/ws", "ws://h//me@b/ws"),
        ("ws://h/?next=http://me:pw@i/", "ws://h/?next=http://i/"),
        ("ws://h/?token=abc", "ws://h/?token=***"),
        ("ws://h/?q=1&TOKEN=abc&z=2", "ws://h/?q=1&TOKEN=***&z=2"),
        ("ws://h/?token=a=b'c\"d e", "ws://h/?token=***"),
        ("ws://h/?token=", "ws://h/?token="),
        ("ws://h/?token", "ws://h/?token"),
        ("ws://h/?%74oken=abc", "ws://h/?%74oken=***"),
        ("ws://h/?auth[token]=abc", "ws://h/?auth[token]=***"),
        ("/login#access_token=abc&state=1", "/login#access_token=***&state=1"),
        ("/token=abc", "/token=abc"),
        ("ws://h/?q=token", "ws://h/?q=token"),
    ],
)
def test_a_url_is_shown_without_credentials(url, redacted):
    assert redact_url(url) == redacted


@pytest.mark.parametrize(
    "name",
    [
        *["token", "access_token", "accessToken", "id-token", "jwt", "ticket"],
        *["key", "api_key", "apikey", "X-Api-Key", "access-key", "privateKey"],
        *["password", "passwd", "pass", "passphrase", "passcode", "user_pwd"],
        *["secret", "client_secret", "credential", "creds", "session", "sessionid"],
        *["auth", "oauth_code", "authorization", "authorize", "Authentication"],
        *["sig", "x-sig", "signature", "X-Amz-Signature"],
    ],
)
def test_names_that_tell_of_a_secret_hide_the_value(name):
    assert redact_url(f"ws://h/?{name}=abc") == f"ws://h/?{name}=***"
    assert redact_headers(((name, "abc"),)) == ((name, "***"),)


@pytest.mark.parametrize(
    "name",
    [
        *["q", "id", "user", "author", "authors", "monkey", "keyboard", "design"],
        *["signal", "assign", "passenger", "passive", "room", "nickname"],
    ],
)
def test_other_names_leave_the_value(name):
    assert redact_url(f"ws://h/?{name}=abc") == f"ws://h/?{name}=abc"
    assert redact_headers(((name, "abc"),)) == ((name, "abc"),)


PLAIN = st.text(st.characters(exclude_characters="*&#", exclude_categories=["Cs"]))


@given(st.sampled_from(["?token=", "?a=b&token=", "#token=", "?a?b&token="]), PLAIN)
def test_no_value_of_a_telling_query_item_is_shown(before, value):
    shown = redact_url(f"ws://h/{before}{value}&z=1")
    assert shown == f"ws://h/{before}{'***' if value else ''}&z=1"


@given(st.text(st.characters(categories=["L", "N", "P", "S"])))
def test_no_userinfo_is_shown(userinfo):
    assume(not set("/?#") & set(userinfo))
    assert redact_url(f"ws://{userinfo}@h/") == "ws://h/"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ws://h:x/?q=1", "ws://h:x/?q=1"),
        ("ws://h:x/?token=abc", "ws://h:x/?token=***"),
        ("ws://me:pw@h:x/", "ws://***@h:x/"),
        ("ws://me:p/w@h", "ws://***@h"),
        ("ws://me:p#w@h", "ws://***@h"),
        ("ws://me:p?w\n@h", "ws://***@h"),
        ("me:pw@h:80", "***@h:80"),
        ("me:p://w@h", "***@h"),
        ("://me:pw@h", "***@h"),
    ],
)
def test_of_what_is_no_url_nothing_is_shown_that_may_be_a_password(text, shown):
    assert show_url(text) == shown


@pytest.mark.parametrize(
    ("name", "value", "redacted"),
    [
        ("Authorization", "Bearer abc", "Bearer ***"),
        ("authorization", "basic bWU6cHc=", "basic ***"),
        ("Proxy-Authorization", 'Digest username="me", x="y"', "Digest ***"),
        ("Authorization", "abc", "***"),
        ("Authorization", "abc def", "***"),
        ("Authorization", "", "***"),
        ("Cookie", "session=abc; theme=dark", "session=***; theme=***"),
        ("Cookie", "session=a=b==;x", "session=***;***"),
        ("Set-Cookie", "id=abc; Path=/; HttpOnly", "id=***; Path=/; HttpOnly"),
        ("Set-Cookie", "abc", "***"),
        ("X-Auth-Token", "abc", "***"),
        ("X-API-Key", "abc", "***"),
        ("Location", "wss://me:pw@h/?token=abc&q=1", "wss://h/?token=***&q=1"),
        ("Referer", "https://h/#access_token=abc", "https://h/#access_token=***"),
        ("Link", "<https://me:pw@h/a>; rel=next", "<https://h/a>; rel=next"),
        ("WWW-Authenticate", 'Bearer realm="x"', 'Bearer realm="x"'),
        ("Proxy-Authenticate", "Basic", "Basic"),
        ("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==", "dGhlIHNhbXBsZSBub25jZQ=="),
        ("Sec-WebSocket-Protocol", "auth, token", "auth, token"),
        ("Host", "h:8000", "h:8000"),
        ("Content-Type", "text/plain", "text/plain"),
    ],
)
def test_header_fields_are_shown_without_credentials(name, value, redacted):
    assert redact_headers(((name, value),)) == ((name, redacted),)


def test_header_fields_stay_in_order_and_in_number():
    headers = (("A", "1"), ("Cookie", "a=b"), ("a", "2"), ("cookie", "c=d"))
    assert redact_headers(headers) == (
        ("A", "1"),
        ("Cookie", "a=***"),
        ("a", "2"),
        ("cookie", "c=***"),
    )


@given(
    st.sampled_from(
        [
            ("Authorization", "Bearer {}"),
            ("Authorization", "{}"),
            ("Proxy-Authorization", "Basic {}"),
            ("Cookie", "a={}"),
            ("Cookie", "a=b; c={}; d=e"),
            ("Set-Cookie", "a={}; Secure"),
            ("X-Secret", "{}"),
            ("Location", "/?token={}"),
        ]
    ),
    st.text("0123456789abcdefABCDEF-_.~+/=! ", min_size=1),
)
def test_no_value_of_a_credential_is_shown(field, value):
    name, pattern = field
    shown = redact_headers(((name, pattern.format(value)),))
    assert shown == redact_headers(((name, pattern.format("another")),))


@pytest.mark.parametrize(
    ("name", "value", "secrets"),
    [
        ("Authorization", "Bearer abc", ["abc"]),
        ("Proxy-Authorization", "basic bWU6cHc=", ["bWU6cHc="]),
        ("Authorization", "abc", ["abc"]),
        ("Authorization", "my bearer abc", ["my bearer abc"]),
        ("Cookie", "id=abc; theme=dark;x", ["abc", "dark", "x"]),
        ("Set-Cookie", "id=a=b; Path=/", ["a=b"]),
        ("X-Api-Key", "abc", ["abc"]),
        ("Authorization", "ApiKey C4naryXY", ["ApiKey C4naryXY", "C4naryXY"]),
        (
            "Authorization",
            'AWS4 Credential="C4naryXY", Sig=1',
            ['AWS4 Credential="C4naryXY", Sig=1', "C4naryXY"],
        ),
        ("Cookie", 'a="C4naryXY"', ['"C4naryXY"', "C4naryXY"]),
        ("WWW-Authenticate", "Basic", []),
        ("Host", "h", []),
    ],
)
def test_what_header_fields_hide_is_hidden_elsewhere_too(name, value, secrets):
    assert list(secrets_of(((name, value),))) == secrets
    [(_, shown)] = redact_headers(((name, value),))
    assert not [secret for secret in secrets if secret in shown]


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("ws://h/?token=abc", ["abc"]),
        ("ws://h/?a=1&api_key=a%20b%2B&b=2", ["a b+"]),
        ("ws://h/?to%6Ben=abc&token=def", ["abc", "def"]),
        ("ws://h/?token=", []),
        ("ws://h/token=abc?item=1", []),
    ],
)
def test_what_a_url_hides_is_hidden_elsewhere_too(url, secrets):
    assert list(secrets_of_url(url)) == secrets
    assert not [secret for secret in secrets if quote(secret) in redact_url(url)]


@given(SECRETS)
def test_a_text_that_was_escaped_for_a_line_can_still_be_redacted(secret):
    assume("\\" not in secret)
    assert Redactor.of([secret])(escape_unsafe(secret)) == "***"
