"""TLS contexts, and TLS failures in plain words."""

import ssl
import warnings
from pathlib import Path

from wscli.core.errors import ConnectError, Stage, UsageError
from wscli.core.target import Tls, TlsVersion

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
    20: "the server may not send its intermediate certificate; or use --cacert FILE",
    62: "use the name in the certificate, or --server-name NAME",
    64: "use a name that is in the certificate, or --server-name NAME",
}


def build_context(tls: Tls) -> ssl.SSLContext:
    """Return the context that dialling with these choices uses.

    ALPN offers `http/1.1`, as browsers do for WebSocket connections: without it
    some servers choose HTTP/2, in which RFC 6455 cannot be spoken.

    Raises:
        UsageError: A file cannot be read, or is not what it is given as.
    """
    context = _trusting(tls.ca_file)
    context.set_alpn_protocols(["http/1.1"])
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
    try:
        authorities = _read(ca_file, "--cacert").decode("ascii")
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
            f"--cert: {cert_file} cannot be used: {_reason(error)}",
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


def _reason(error: Exception) -> str:
    reason = getattr(error, "reason", None) or str(error)
    return str(reason).replace("_", " ").lower()


def explain_tls_error(error: ssl.SSLError, server_name: str) -> ConnectError:
    """Return a failure of TLS as an error that says what to do.

    Args:
        error: What OpenSSL said.
        server_name: The name the certificate should have been for.
    """
    if isinstance(error, ssl.SSLCertVerificationError):
        return ConnectError(
            Stage.TLS,
            f"the certificate of {server_name} was not accepted:"
            f" {error.verify_message.rstrip('.').lower()}",
            _CERTIFICATE_HINTS.get(error.verify_code, "check the server's certificate"),
            is_transient=False,
        )
    reason = _reason(error)
    sentence, hint = _explain_reason(reason, server_name)
    return ConnectError(Stage.TLS, sentence, hint, is_transient=False)


def _explain_reason(reason: str, server_name: str) -> tuple[str, str]:
    if "wrong version number" in reason or "record layer failure" in reason:
        return (
            f"{server_name} does not speak TLS on this port ({reason})",
            "use ws:// if the port is for plain connections",
        )
    if "certificate required" in reason or "bad certificate" in reason:
        return (
            f"{server_name} wants a client certificate that it accepts ({reason})",
            "give one with --cert FILE and --key FILE",
        )
    if "protocol version" in reason or "unsupported protocol" in reason:
        return (
            f"{server_name} and wscli share no TLS version ({reason})",
            "--tls-min 1.0 also allows versions that are no longer safe",
        )
    return f"the TLS handshake with {server_name} failed: {reason}", ""
