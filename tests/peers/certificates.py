"""Certificates made for one test run, and TLS contexts of servers that use them."""

import ssl
import warnings
from datetime import datetime
from pathlib import Path

import trustme


class Authority:
    """A certification authority that nobody trusts who is not told to."""

    def __init__(self) -> None:
        """Make its key and its certificate."""
        self._ca = trustme.CA()

    def ca_file(self, folder: Path) -> str:
        """Return a file with the certificate to trust, as `--cacert` takes it."""
        path = folder / "authority.pem"
        self._ca.cert_pem.write_to_path(path)
        return str(path)

    def client_file(self, folder: Path, name: str = "client@example.com") -> str:
        """Return a file with a client's certificate and key, as `--cert` takes it."""
        path = folder / f"{name}.pem"
        self._ca.issue_cert(name).private_key_and_cert_chain_pem.write_to_path(path)
        return str(path)

    def client(self) -> ssl.SSLContext:
        """Return the context of a client that trusts this authority."""
        context = ssl.create_default_context()
        self._ca.configure_trust(context)
        return context

    def server(
        self,
        *names: str,
        version: ssl.TLSVersion | None = None,
        not_after: datetime | None = None,
        clients: "Authority | None" = None,
    ) -> ssl.SSLContext:
        """Return the context of a server.

        Args:
            names: The hosts in its certificate; 127.0.0.1 by default.
            version: The one TLS version that it speaks, old ones included.
            not_after: When its certificate expires.
            clients: The authority that its clients must have a certificate of.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate = self._ca.issue_cert(
            *(names or ("127.0.0.1",)), not_after=not_after
        )
        certificate.configure_cert(context)
        if version is not None:
            _speak_only(context, version)
        if clients is not None:
            clients._ca.configure_trust(context)
            context.verify_mode = ssl.CERT_REQUIRED
        return context

    def self_signed(self, folder: Path) -> ssl.SSLContext:
        """Return the context of a server whose certificate vouches for itself."""
        path = folder / "self-signed.pem"
        self._ca.private_key_pem.write_to_path(path)
        self._ca.cert_pem.write_to_path(path, append=True)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(path)
        return context


def _speak_only(context: ssl.SSLContext, version: ssl.TLSVersion) -> None:
    # OpenSSL's default security level leaves the old versions no cipher.
    context.set_ciphers("DEFAULT:@SECLEVEL=0")
    with warnings.catch_warnings():
        # Python warns of the old versions, and the test is about them.
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = version
        context.maximum_version = version
