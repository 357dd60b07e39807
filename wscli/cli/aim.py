"""From a target and the options about it to what `net` dials."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, overload

from wscli.cli.dial_options import DialOptions, LimitOptions, RouteOptions, TlsOptions
from wscli.cli.header_fields import authorization, read_cookies, read_headers
from wscli.cli.output_options import Format
from wscli.cli.project import Given, Resolved, resolve
from wscli.cli.project_files import Project
from wscli.cli.settings import Settings
from wscli.cli.terminal import Terminal
from wscli.cli.variable_options import read_variables
from wscli.core.errors import UsageError
from wscli.core.events import Headers
from wscli.core.proxy import choose_proxy
from wscli.core.redact import Redactor, secrets_of
from wscli.core.target import Family, Limits, Request, Route, Target, Tls, TlsVersion
from wscli.core.url import Url

_MAX_REDIRECTS = 5
_DEFAULT_TIMEOUT = 5.0
_FAR_AWAY = 10.0 * 365 * 24 * 3600

# RFC 6455 section 4.1: a subprotocol's name is a token of HTTP.
_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")

_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True)
class Aim:
    """What is dialled, and what the options and the files say besides.

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


def aim(text: str, options: DialOptions, project: Project, terminal: Terminal) -> Aim:
    """Return what a target and the options about it mean.

    Raises:
        UsageError: One of them is wrong.
    """
    settings = project.settings
    variables = read_variables(options.variables, terminal.environment)
    resolved = resolve(
        text,
        project,
        Given(
            environment=options.variables.environment,
            variables=variables.values,
            process=terminal.environment,
            allowed=frozenset(options.variables.allow_env),
        ),
    )
    target = Target(
        url=resolved.url,
        request=_request(options, resolved, terminal),
        route=_route(options.route, resolved.url, settings, terminal.environment),
        tls=_tls(options.tls, settings),
        limits=_limits(options.limits, settings),
        max_redirects=_MAX_REDIRECTS if options.request.location else 0,
    )
    return Aim(
        target=target,
        redactor=Redactor.of(_secrets(options, variables.secrets, target)),
        timeout=_lifted(options.limits.timeout, settings.timeout) or _DEFAULT_TIMEOUT,
        max_time=first(options.limits.max_time, settings.max_time) or None,
        format=settings.format or Format.TEXT,
    )


@overload
def first(*values: _Value | None, default: _Value) -> _Value: ...
@overload
def first(*values: _Value | None) -> _Value | None: ...
def first(*values: _Value | None, default: _Value | None = None) -> _Value | None:
    """Return the first value that is given; 0 and an empty text are values."""
    return next((value for value in values if value is not None), default)


def _request(options: DialOptions, resolved: Resolved, terminal: Terminal) -> Request:
    asked = options.request
    subprotocols = tuple(asked.subprotocol) or resolved.subprotocols
    for name in subprotocols:
        if not _TOKEN.fullmatch(name):
            raise UsageError(
                f"--subprotocol: {name!r} is not the name of a subprotocol",
                "names have letters, digits, . and -, and no blanks",
            )
    return Request(
        headers=_headers(options, resolved, terminal),
        subprotocols=subprotocols,
        origin=first(asked.origin, resolved.origin),
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


def _tls(options: TlsOptions, settings: Settings) -> Tls:
    file, passphrase = _split_passphrase(first(options.cert, settings.cert))
    return Tls(
        verify=not first(options.insecure, settings.insecure, default=False),
        ca_file=first(options.cacert, settings.cacert),
        cert_file=file,
        key_file=first(options.key, settings.key),
        key_password=passphrase,
        minimum=first(options.tls_min, settings.tls_min, default=TlsVersion.TLS_1_2),
        server_name=options.server_name,
    )


def _split_passphrase(cert: str | None) -> tuple[str | None, str | None]:
    if cert is None or Path(cert).exists():
        return cert, None
    file, colon, passphrase = cert.rpartition(":")
    return (file, passphrase) if colon and file else (cert, None)


def _route(
    options: RouteOptions, url: Url, settings: Settings, environment: Mapping[str, str]
) -> Route:
    if options.ipv4 and options.ipv6:
        raise UsageError("--ipv4 and --ipv6 exclude each other", "drop one of them")
    if options.unix_socket is not None and options.proxy:
        raise UsageError("--unix-socket and --proxy exclude each other", "drop one")
    proxy = None
    if options.unix_socket is None:
        proxy = choose_proxy(
            url,
            option=first(options.proxy, settings.proxy),
            bypass=options.noproxy,
            environment=environment,
        )
    return Route(
        family=_family(options),
        proxy=proxy,
        resolve=tuple(each for item in options.resolve for each in item),
        connect_to=tuple(options.connect_to),
        unix_socket=options.unix_socket,
    )


def _family(options: RouteOptions) -> Family:
    if options.ipv4:
        return Family.IPV4
    return Family.IPV6 if options.ipv6 else Family.ANY


def _limits(options: LimitOptions, settings: Settings) -> Limits:
    """Return the limits; a 0 that a user gives lifts one."""
    usual = Limits()
    interval = first(options.ping_interval, settings.ping_interval)
    patience = first(options.ping_timeout, settings.ping_timeout)
    size = first(options.max_size, settings.max_size)
    return replace(
        usual,
        connect=_lifted(options.connect_timeout, settings.connect_timeout)
        or usual.connect,
        close=_lifted(options.close_timeout, settings.close_timeout) or usual.close,
        max_size=usual.max_size if size is None else size or None,
        ping_interval=usual.ping_interval if interval is None else interval or None,
        ping_timeout=usual.ping_timeout if patience is None else patience or None,
    )


def _lifted(option: float | None, setting: float | None) -> float | None:
    """Return a limit in seconds, which is far away where a user lifts it with 0."""
    limit = first(option, setting)
    return _FAR_AWAY if limit == 0 else limit


def _secrets(
    options: DialOptions, given: Mapping[str, str], target: Target
) -> Iterator[str]:
    """Yield what must not be shown: credentials, cookies, `--secret` values."""
    yield from given.values()
    request, proxy = options.request, target.route.proxy
    yield from filter(None, (request.bearer, target.url.password))
    if request.user is not None:
        yield request.user.partition(":")[2]
    if proxy is not None and proxy.password is not None:
        yield proxy.password
    if target.tls.key_password is not None:
        yield target.tls.key_password
    yield from secrets_of(target.request.headers)
