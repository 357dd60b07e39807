import ssl
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)

from tests.peers.certificates import Authority
from tests.peers.echo import serve_blocking_echo, serve_echo
from tests.peers.recorder import Recorder, connected, failure
from wscli.core.errors import UsageError
from wscli.core.target import Target, Tls, TlsVersion
from wscli.net.tls import build_context, explain_tls_error

TLS_1_2, TLS_1_3 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


# Files.


def refusal(tls: Tls) -> str:
    with pytest.raises(UsageError) as caught:
        build_context(tls)
    return str(caught.value)


def test_files_that_cannot_be_read_are_told(authority: Authority, tmp_path: Path):
    missing = str(tmp_path / "missing.pem")
    client = authority.client_file(tmp_path)
    why = f"cannot read {missing}: No such file or directory; check the path"
    assert refusal(Tls(ca_file=missing)) == f"--cacert: {why}"
    assert refusal(Tls(cert_file=missing)) == f"--cert: {why}"
    assert refusal(Tls(cert_file=client, key_file=missing)) == f"--key: {why}"


@pytest.mark.parametrize("content", [b"", b"nonsense", b"\xff\xfe", b"-----BEGIN"])
def test_authorities_must_be_pem(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "ca.pem"
    file.write_bytes(content)
    assert refusal(Tls(ca_file=str(file))) == (
        f"--cacert: {file} has no certificate in PEM form;"
        " it should hold -----BEGIN CERTIFICATE----- blocks"
    )


def test_a_key_needs_a_certificate() -> None:
    assert refusal(Tls(key_file="key.pem")) == (
        "--key was given without a certificate; add --cert FILE, or drop --key"
    )


def test_a_certificate_needs_a_key(authority: Authority, tmp_path: Path) -> None:
    file = authority.ca_file(tmp_path)
    assert refusal(Tls(cert_file=file)) == (
        f"--cert: no private key in {file}; give the file that holds it with --key FILE"
    )


def test_a_key_must_be_that_of_the_certificate(
    authority: Authority, tmp_path: Path
) -> None:
    cert = authority.client_file(tmp_path, "one@example.com")
    key = authority.client_file(tmp_path, "two@example.com")
    assert refusal(Tls(cert_file=cert, key_file=key)) == (
        f"--cert: {cert} cannot be used: key values mismatch; certificate and key must"
        " be PEM and belong together, and an encrypted key needs its passphrase:"
        " --cert FILE:PASSPHRASE"
    )


@pytest.mark.parametrize("password", [None, "wrong", "x" * 2000])
def test_an_encrypted_key_needs_its_passphrase(
    authority: Authority, tmp_path: Path, password: str | None
) -> None:
    cert = authority.client_file(tmp_path)
    key = encrypted(Path(cert), "secret")
    assert f"--cert: {cert} cannot be used: " in refusal(
        Tls(cert_file=cert, key_file=key, key_password=password)
    )
    build_context(Tls(cert_file=cert, key_file=key, key_password="secret"))


def encrypted(file: Path, passphrase: str) -> str:
    """Write the key of a file into another one, encrypted."""
    key = load_pem_private_key(file.read_bytes(), None)
    octets = key.private_bytes(
        Encoding.PEM,
        PrivateFormat.PKCS8,
        BestAvailableEncryption(passphrase.encode()),
    )
    target = file.with_suffix(".key")
    target.write_bytes(octets)
    return str(target)


# Choices.


def test_certificates_and_names_are_verified_unless_told_otherwise() -> None:
    context = build_context(Tls())
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    assert context.minimum_version == TLS_1_2
    context = build_context(Tls(verify=False, minimum=TlsVersion.TLS_1_3))
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_NONE, False)
    assert context.minimum_version == TLS_1_3


async def test_a_server_is_trusted_by_its_authority_its_name_or_not_at_all(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    ca_file = authority.ca_file(tmp_path)
    async with serve_echo(tls=authority.server("localhost")) as server:
        named = Tls(ca_file=ca_file, server_name="localhost")
        async with connected(Target(server.url(), tls=named), recorder) as connection:
            assert connection.opened.tls.is_verified
        loose = Tls(verify=False)
        async with connected(Target(server.url(), tls=loose), Recorder()) as connection:
            assert not connection.opened.tls.is_verified


async def test_http_1_1_is_asked_for(authority: Authority, tmp_path: Path) -> None:
    context = authority.server()
    context.set_alpn_protocols(["h2", "http/1.1"])
    chosen = []

    async def note(connection: object) -> None:
        chosen.append(
            connection.transport.get_extra_info("ssl_object").selected_alpn_protocol()
        )

    async with serve_echo(tls=context, handler=note) as server:
        tls = Tls(ca_file=authority.ca_file(tmp_path))
        recorder = Recorder()
        async with connected(Target(server.url(), tls=tls), recorder) as connection:
            await connection.wait_closed()
    assert chosen == ["http/1.1"]


async def test_old_versions_of_tls_are_spoken_only_if_asked_for(
    authority: Authority, recorder: Recorder, tmp_path: Path
) -> None:
    ca_file = authority.ca_file(tmp_path)
    old = authority.server(version=ssl.TLSVersion.TLSv1_1)
    with serve_blocking_echo(old) as server:
        why = await failure(Target(server.url(), tls=Tls(ca_file=ca_file)))
        assert str(why) == (
            "TLS: 127.0.0.1 and wscli share no TLS version (tlsv1 alert protocol"
            " version); --tls-min 1.0 also allows versions that are no longer safe"
        )
        lenient = Tls(ca_file=ca_file, minimum=TlsVersion.TLS_1_0)
        async with connected(Target(server.url(), tls=lenient), recorder) as connection:
            assert connection.opened.tls.version == "TLSv1.1"


# Client certificates.


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
async def test_a_client_certificate_lets_us_in(
    authority: Authority,
    recorder: Recorder,
    tmp_path: Path,
    version: ssl.TLSVersion,
) -> None:
    context = authority.server(version=version, clients=authority)
    tls = Tls(
        ca_file=authority.ca_file(tmp_path), cert_file=authority.client_file(tmp_path)
    )
    with serve_blocking_echo(context) as server:
        async with connected(Target(server.url(), tls=tls), recorder) as connection:
            await connection.close()


@pytest.mark.parametrize(
    ("version", "sentence"),
    [
        (
            TLS_1_2,
            "TLS: 127.0.0.1 broke the TLS handshake off (sslv3 alert handshake"
            " failure); it may want a client certificate: --cert FILE;"
            " or share no cipher",
        ),
        (
            TLS_1_3,
            "TLS: 127.0.0.1 wants a client certificate (tlsv13 alert certificate"
            " required); give one with --cert FILE and --key FILE",
        ),
    ],
)
async def test_a_client_certificate_that_is_missing_is_told_each_time(
    authority: Authority, tmp_path: Path, version: ssl.TLSVersion, sentence: str
) -> None:
    context = authority.server(version=version, clients=authority)
    with serve_blocking_echo(context) as server:
        target = Target(server.url(), tls=Tls(ca_file=authority.ca_file(tmp_path)))
        for _ in range(10):
            assert str(await failure(target)) == sentence


@pytest.mark.parametrize("version", [TLS_1_2, TLS_1_3])
async def test_a_client_certificate_that_is_refused_is_told_each_time(
    authority: Authority,
    stranger: Authority,
    tmp_path: Path,
    version: ssl.TLSVersion,
) -> None:
    context = authority.server(version=version, clients=authority)
    tls = Tls(
        ca_file=authority.ca_file(tmp_path), cert_file=stranger.client_file(tmp_path)
    )
    with serve_blocking_echo(context) as server:
        for _ in range(10):
            assert str(await failure(Target(server.url(), tls=tls))) == (
                "TLS: 127.0.0.1 does not accept the client certificate (tlsv1 alert"
                " unknown ca); check who issued it, and that it has not expired"
            )


async def test_a_server_that_hangs_up_for_want_of_a_certificate_is_suspected(
    authority: Authority, tmp_path: Path
) -> None:
    context = authority.server(version=TLS_1_3, clients=authority)
    # The TLS of asyncio sends no alert.
    async with serve_echo(tls=context) as server:
        tls = Tls(ca_file=authority.ca_file(tmp_path))
        why = await failure(Target(server.url(), tls=tls))
        port = server.port
    assert str(why).startswith(
        f"opening handshake: 127.0.0.1:{port} closed the connection without an answer"
    )
    assert why.hint == "it may want a client certificate: --cert FILE; else see its log"


# What has no words of its own.


@pytest.mark.parametrize(
    ("reason", "sentence"),
    [
        ("WRONG_VERSION_NUMBER", "example.com does not speak TLS on this port"),
        ("RECORD_LAYER_FAILURE", "example.com does not speak TLS on this port"),
        ("UNSUPPORTED_PROTOCOL", "example.com and wscli share no TLS version"),
        *(
            (reason, "example.com does not accept the client certificate")
            for reason in (
                "SSLV3_ALERT_BAD_CERTIFICATE",
                "SSLV3_ALERT_CERTIFICATE_EXPIRED",
                "SSLV3_ALERT_CERTIFICATE_REVOKED",
                "SSLV3_ALERT_CERTIFICATE_UNKNOWN",
                "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE",
                "TLSV1_ALERT_ACCESS_DENIED",
            )
        ),
    ],
)
def test_known_failures_are_explained(reason: str, sentence: str) -> None:
    why = explain_tls_error(because(reason), "example.com")
    assert why.sentence == f"TLS: {sentence} ({reason.replace('_', ' ').lower()})"
    assert why.hint


def test_other_failures_are_told_as_openssl_does() -> None:
    why = explain_tls_error(because("BAD_RECORD_MAC"), "example.com")
    assert str(why) == "TLS: the TLS handshake with example.com failed: bad record mac"


def because(reason: str) -> ssl.SSLError:
    error = ssl.SSLError(1, "x")
    error.reason = reason
    return error


def test_another_fault_of_a_certificate_is_told_as_openssl_does() -> None:
    error = ssl.SSLCertVerificationError(1, "x")
    error.verify_code, error.verify_message = 9, "certificate is not yet valid"
    assert str(explain_tls_error(error, "example.com")) == (
        "TLS: the certificate of example.com was not accepted: certificate is not yet"
        " valid; check the server's certificate"
    )
