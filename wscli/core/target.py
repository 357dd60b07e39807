"""What to connect to, and every choice about how."""

from dataclasses import dataclass, field, replace
from enum import Enum

from wscli.core.events import Headers
from wscli.core.override import Override
from wscli.core.proxy import Proxy
from wscli.core.url import Url


class Family(Enum):
    """Which addresses of a host may be used."""

    ANY = "any"
    IPV4 = "IPv4"
    IPV6 = "IPv6"


class TlsVersion(Enum):
    """The oldest TLS version that is accepted."""

    TLS_1_0 = "1.0"
    TLS_1_1 = "1.1"
    TLS_1_2 = "1.2"
    TLS_1_3 = "1.3"


@dataclass(frozen=True, slots=True)
class Route:
    """The way to the server: everything below TLS."""

    family: Family = Family.ANY
    proxy: Proxy | None = None
    resolve: tuple[Override, ...] = ()
    connect_to: tuple[Override, ...] = ()
    unix_socket: str | None = None


@dataclass(frozen=True, slots=True)
class Tls:
    """How to trust the server, and how to be trusted.

    Attributes:
        verify: Whether chain and host name are checked.
        ca_file: PEM file of the authorities to trust instead of the system's.
        cert_file: PEM file of the client certificate, with its chain.
        key_file: PEM file of its key, where that is another file.
        key_password: Passphrase of the key.
        minimum: The oldest version accepted.
        server_name: The name to ask for and to verify instead of the URL's host.
    """

    verify: bool = True
    ca_file: str | None = None
    cert_file: str | None = None
    key_file: str | None = None
    key_password: str | None = field(default=None, repr=False)
    minimum: TlsVersion = TlsVersion.TLS_1_2
    server_name: str | None = None

    @property
    def has_files(self) -> bool:
        """Whether a file of the user's is to be read before anything is sent."""
        return any((self.ca_file, self.cert_file, self.key_file))


@dataclass(frozen=True, slots=True)
class Request:
    """What the opening handshake asks for (RFC 6455 section 4.1).

    Attributes:
        headers: Further header fields; one named `Host` replaces our own.
        subprotocols: Offered, in order of preference.
        origin: The `Origin` header field; none by default, as no browser speaks.
        user_agent: The `User-Agent` header field; an empty text leaves it out.
        has_compression: Whether permessage-deflate is offered (RFC 7692).
    """

    headers: Headers = ()
    subprotocols: tuple[str, ...] = ()
    origin: str | None = None
    user_agent: str | None = None
    has_compression: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """Every bound on time and memory; seconds and bytes. None lifts it.

    Attributes:
        connect: For DNS, TCP, proxy, TLS and opening handshake together.
        close: For the closing handshake, and again for the TCP close.
        max_size: Of a message, after decompression.
        max_fragments: Of a message.
        max_head: Of the head of an HTTP answer.
        max_head_lines: Likewise, in lines.
        max_body: What is kept of the body of a refusal.
        body: How long to wait for that body.
        ping_interval: Between the pings that keep the connection alive.
        ping_timeout: How long nothing at all may come after such a ping.
    """

    connect: float = 10.0
    close: float = 2.0
    max_size: int | None = 16 * 2**20
    max_fragments: int = 10_000
    max_head: int = 16 * 2**10
    max_head_lines: int = 128
    max_body: int = 64 * 2**10
    body: float = 2.0
    ping_interval: float | None = 20.0
    ping_timeout: float | None = 20.0


@dataclass(frozen=True, slots=True)
class Target:
    """An endpoint and every choice about how to reach it."""

    url: Url
    request: Request = Request()
    route: Route = Route()
    tls: Tls = Tls()
    limits: Limits = Limits()
    max_redirects: int = 0

    def redirected(self, url: Url) -> "Target":
        """Return the target that a redirect leads to.

        Another origin gets none of the header fields and subprotocols that the user
        gave, since any of them may be a credential, no client certificate, and its
        own name in TLS.
        """
        request, tls = self.request, self.tls
        if url.origin != self.url.origin:
            request = replace(request, headers=(), subprotocols=())
            tls = Tls(verify=tls.verify, ca_file=tls.ca_file, minimum=tls.minimum)
        return replace(
            self,
            url=url,
            request=request,
            tls=tls,
            max_redirects=self.max_redirects - 1,
        )
