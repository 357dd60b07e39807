"""From a target and the options about it to what `net` dials."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wscli.cli.dial_options import DialOptions, LimitOptions, RouteOptions, TlsOptions
from wscli.cli.header_fields import authorization, read_cookies, read_headers
from wscli.cli.output_options import Format
from wscli.cli.project import Resolved
from wscli.cli.terminal import Terminal
from wscli.core.errors import UsageError
from wscli.core.events import Headers
from wscli.core.proxy import Proxy, choose_proxy
from wscli.core.redact import Redactor
from wscli.core.target import Family, Limits, Request, Route, Target, Tls, TlsVersion
from wscli.core.url import Url

_TOKEN = __import__("re").compile(".*")
_MAX_REDIRECTS = 5
_DEFAULT_TIMEOUT = 5.0
_FOR_EVER = 10.0 * 365 * 86400


def _or_default(value, default):
    return default if value is None else value


@dataclass(frozen=True, slots=True)
class Aim:
    """What is dialled, and what the options and the project file say besides.

    Attributes:
        target: The target.
        redactor: Hides the secrets that went into it.
        timeout: Seconds to wait for a message that is waited for.
        max_time: Seconds for all of it; None has no bound.
        format: What messages look like where no option says so.
    """

    target: Target
    redactor: Redactor
    timeout: float
    max_time: float | None
    format: Format


def aim(text: str, options: DialOptions, terminal: Terminal) -> Aim:
    """Return what a target and the options about it mean.

    Raises:
        UsageError: One of them is wrong; nothing was sent.
    """
    from wscli.cli.project import resolve

    resolved = resolve(text)
    headers = _headers(options, resolved, terminal)
    target = Target(
        url=resolved.url,
        request=_request(options, resolved, headers),
        route=_route(options.route, resolved.url, terminal.environment),
        tls=_tls(options.tls),
        limits=_limits(options.limits),
        max_redirects=_MAX_REDIRECTS if options.request.location else 0,
    )
    return Aim(target, Redactor(), 5.0, options.limits.max_time, Format.TEXT)


def _request(options: DialOptions, resolved: Resolved, headers: Headers) -> Request:
    asked = options.request
    subprotocols = tuple(asked.subprotocol) or resolved.subprotocols
    for name in subprotocols:
        if not _TOKEN.fullmatch(name):
            raise UsageError(
                f"--subprotocol: {name!r} is not the name of a subprotocol",
                "names have letters, digits, . and -, and no blanks",
            )
    return Request(
        headers=headers,
        subprotocols=subprotocols,
        origin=asked.origin if asked.origin is not None else resolved.origin,
        user_agent=asked.user_agent,
        has_compression=not asked.no_compression,
    )


def _headers(options: DialOptions, resolved: Resolved, terminal: Terminal) -> Headers:
    """Return the user's header fields: the project's, unless an option replaces one."""
    given = read_headers(options.request.header)
    credentials = authorization(options.request, resolved.url, terminal)
    if credentials is not None:
        given = (*given, credentials)
    cookies = (*resolved.cookies, *read_cookies(options.request.cookie))
    if cookies:
        # A later cookie of the same name replaces an earlier one.
        pairs = "; ".join(f"{name}={value}" for name, value in dict(cookies).items())
        given = (*given, ("Cookie", pairs))
    replaced = {name.lower() for name, _ in given}
    kept = tuple(
        field for field in resolved.headers if field[0].lower() not in replaced
    )
    return (*kept, *given)


def _tls(options: TlsOptions) -> Tls:
    file, passphrase = _split_passphrase(options.cert)
    return Tls(
        verify=not options.insecure,
        ca_file=options.cacert,
        cert_file=file,
        key_file=options.key,
        key_password=passphrase,
        minimum=options.tls_min or TlsVersion.TLS_1_2,
        server_name=options.server_name,
    )


def _split_passphrase(cert: str | None) -> tuple[str | None, str | None]:
    if cert is None or Path(cert).exists():
        return cert, None
    file, colon, passphrase = cert.rpartition(":")
    return (file, passphrase) if colon and file else (cert, None)


def _route(options: RouteOptions, url: Url, environment: Mapping[str, str]) -> Route:
    if options.ipv4 and options.ipv6:
        raise UsageError("--ipv4 and --ipv6 exclude each other", "drop one of them")
    family = Family.IPV6 if options.ipv6 else Family.ANY
    proxy: Proxy | None = None
    if options.unix_socket is None:
        proxy = choose_proxy(
            url,
            option=options.proxy,
            bypass=options.noproxy,
            environment=environment,
        )
    elif options.proxy:
        raise UsageError("--unix-socket and --proxy exclude each other", "drop one")
    return Route(
        family=Family.IPV4 if options.ipv4 else family,
        proxy=proxy,
        resolve=tuple(each for item in options.resolve for each in item),
        connect_to=tuple(options.connect_to),
        unix_socket=options.unix_socket,
    )


def _limits(options: LimitOptions) -> Limits:
    default = Limits()
    return Limits(
        connect=_or_default(options.connect_timeout, default.connect) or _FOR_EVER,
        close=_or_default(options.close_timeout, default.close),
        max_size=_or_default(options.max_size, default.max_size) or None,
        ping_interval=_or_default(options.ping_interval, default.ping_interval) or None,
        ping_timeout=_or_default(options.ping_timeout, default.ping_timeout) or None,
    )
