"""TLS contexts, and TLS failures in plain words."""

import re
import ssl
import warnings
from pathlib import Path

from wscli.core.errors import ConnectError, Stage, UsageError
from wscli.core.target import Tls, TlsVersion
from wscli.net.reasons import reason_of

_VERSIONS = {
    TlsVersion.TLS_1_0: ssl.TLSVersion.TLSv1,
    TlsVersion.TLS_1_1: ssl.TLSVersion.TLSv1_1,
    TlsVersion.TLS_1_2: ssl.TLSVersion.TLSv1_2,
    TlsVersion.TLS_1_3: ssl.TLSVersion.TLSv1_3,
}
_OLD = (TlsVersion.TLS_1_0, TlsVersion.TLS_1_1)

# OpenSSL's numbers for what is wrong with a certificate (x509_vfy.h).
_CERTIFICATE_HINTS = {
    10: "renew the server's certificate, or use -k to go on without verification",
    18: "trust it with --cacert FILE, or use -k to go on without verification",
    19: "trust its authority with --cacert FILE, or use -k to go on without it",
    20: "trust its authority with --cacert FILE, or let the server send the"
    " certificates between",
    62: "use the name in the certificate, or --server-name NAME",
    64: "use a name that is in the certificate, or --server-name NAME",
}

# Alerts (RFC 8446 section 6.2) that a server sends about the client's certificate.
_ABOUT_CLIENT_CERTIFICATE = re.compile(
    "alert (unknown ca|access denied|(bad|unsupported) certificate"
    "|certificate (revoked|expired|unknown))"
)


def build_context(tls: Tls) -> ssl.SSLContext:
    """Return the context that dialling with these choices uses.

    ALPN offers `http/1.1`, as browsers do for WebSocket connections: without it
    some servers choose HTTP/2, in which RFC 6455 cannot be spoken.

    Raises:
        UsageError: A file cannot be read, or is not what it is given as.
    """
    context = _trusting(tls.ca_file)
    context.set_alpn_protocols(["http/1.1"])
    # TLS 1.3 has none, and a second handshake in the middle of data helps attackers.
    context.options |= ssl.OP_NO_RENEGOTIATION
    if tls.minimum in _OLD:
        # OpenSSL's default security level leaves the old versions no cipher.
        context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        # Python warns of the old versions, and the user has asked for them.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = _VERSIONS[tls.minimum]
    if not tls.verify:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    if tls.cert_file is not None:
        _load_client_certificate(context, tls)
    elif tls.key_file is not None:
        raise UsageError(
            "--key was given without a certificate", "add --cert FILE, or drop --key"
        )
    return context


def _trusting(ca_file: str | None) -> ssl.SSLContext:
    if ca_file is None:
        return ssl.create_default_context()
    pem = _read(ca_file, "--cacert")
    try:
        # Without any, Python would load the system's.
        authorities = pem.decode("ascii") or "none"
        return ssl.create_default_context(cadata=authorities)
    except (ssl.SSLError, UnicodeDecodeError):
        raise UsageError(
            f"--cacert: {ca_file} has no certificate in PEM form",
            "it should hold -----BEGIN CERTIFICATE----- blocks",
        ) from None


def _load_client_certificate(context: ssl.SSLContext, tls: Tls) -> None:
    cert_file = tls.cert_file or ""
    pem = _read(cert_file, "--cert")
    if tls.key_file is not None:
        pem = _read(tls.key_file, "--key")
    if b"PRIVATE KEY-----" not in pem:
        raise UsageError(
            f"--cert: no private key in {tls.key_file or cert_file}",
            "give the file that holds it with --key FILE",
        )
    try:
        # A callable keeps OpenSSL from asking on the terminal.
        context.load_cert_chain(
            cert_file, tls.key_file, password=lambda: tls.key_password or ""
        )
    except (ssl.SSLError, ValueError) as error:
        raise UsageError(
            f"--cert: {cert_file} cannot be used: {reason_of(error)}",
            "certificate and key must be PEM and belong together, and an encrypted"
            " key needs its passphrase: --cert FILE:PASSPHRASE",
        ) from None


def _read(file: str, option: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise UsageError(
            f"{option}: cannot read {file}: {error.strerror}", "check the path"
        ) from None


def explain_tls_error(
    error: ssl.SSLError, server_name: str, *, plain: str = "ws://"
) -> ConnectError:
    """Return a failure of TLS as an error that says what to do.

    Args:
        error: What OpenSSL said.
        server_name: The name the certificate should have been for.
        plain: What the user would write for a connection without TLS.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        sentence, hint = _explain_certificate(error, server_name)
    else:
        sentence, hint = _explain_reason(reason_of(error), server_name, plain)
    return ConnectError(Stage.TLS, sentence, hint, is_transient=False)


def _explain_certificate(
    error: ssl.SSLCertVerificationError, server_name: str
) -> tuple[str, str]:
    problem = error.verify_message.rstrip(".")
    hint = _CERTIFICATE_HINTS.get(error.verify_code, "check the server's certificate")
    return f"the certificate of {server_name} was not accepted: {problem}", hint


def _explain_reason(reason: str, server_name: str, plain: str) -> tuple[str, str]:
    if "wrong version number" in reason or "record layer failure" in reason:
        return (
            f"{server_name} does not speak TLS on this port ({reason})",
            f"use {plain} if the port is for plain connections",
        )
    if "certificate required" in reason:
        return (
            f"{server_name} wants a client certificate ({reason})",
            "give one with --cert FILE and --key FILE",
        )
    if _ABOUT_CLIENT_CERTIFICATE.search(reason):
        return (
            f"{server_name} does not accept the client certificate ({reason})",
            "check who issued it, and that it has not expired",
        )
    if "protocol version" in reason or "unsupported protocol" in reason:
        return (
            f"{server_name} and wscli share no TLS version ({reason})",
            "--tls-min 1.0 also allows versions that are no longer safe",
        )
    if "handshake failure" in reason:
        return (
            f"{server_name} broke the TLS handshake off ({reason})",
            "it may want a client certificate: --cert FILE; or share no cipher",
        )
    return f"the TLS handshake with {server_name} failed: {reason}", ""
