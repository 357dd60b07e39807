"""From a target and the options about it to what `net` dials."""

import base64
import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar, overload

from wscli.cli.dial_options import DialOptions, LimitOptions, RouteOptions, TlsOptions
from wscli.cli.output_options import Format
from wscli.cli.project import Given, resolve
from wscli.cli.project_files import Project
from wscli.cli.request import read_request
from wscli.cli.settings import Settings
from wscli.cli.terminal import Terminal
from wscli.cli.variable_options import read_variables
from wscli.core.errors import UsageError
from wscli.core.proxy import choose_proxy
from wscli.core.redact import Redactor, secrets_of, secrets_of_url
from wscli.core.target import Family, Limits, Route, Target, Tls, TlsVersion
from wscli.core.url import Url

_MAX_REDIRECTS = 5
_DEFAULT_TIMEOUT = 5.0
_FAR_AWAY = 10.0 * 365 * 24 * 3600

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
    _refuse_useless(variables.named, resolved.variables)
    target = Target(
        url=resolved.url,
        request=read_request(options.request, resolved, terminal),
        route=_route(options.route, resolved.url, settings, terminal.environment),
        tls=_tls(options.tls, settings),
        limits=_limits(options.limits, settings),
        max_redirects=_MAX_REDIRECTS if options.request.location else 0,
    )
    return Aim(
        target=target,
        redactor=Redactor.of(_secrets(variables.secrets, target)),
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


def _refuse_useless(names: Iterable[str], known: Collection[str]) -> None:
    """Refuse a variable that nothing uses: it is a slip of the pen."""
    for name in names:
        if name not in known:
            near = difflib.get_close_matches(name, known, 1)
            raise UsageError(
                f"--var: nothing here uses the variable {name!r}",
                f"did you mean {near[0]!r}?" if near else "check it, or drop it",
            )


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
    if cert is None or _exists(cert):
        return cert, None
    file, colon, passphrase = cert.rpartition(":")
    return (file, passphrase) if colon and file else (cert, None)


def _exists(file: str) -> bool:
    try:
        return Path(file).exists()
    except OSError:
        # It is too long to be the name of one.
        return False


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


def _secrets(given: Mapping[str, str], target: Target) -> Iterator[str]:
    """Yield what must not be shown: credentials, cookies, `--secret` values."""
    yield from given.values()
    yield from secrets_of_url(str(target.url))
    yield from secrets_of(target.request.headers)
    for name, value in target.request.headers:
        if name.lower() == "authorization":
            yield from _basic_password(value)
    proxy = target.route.proxy
    others = (
        target.url.password,
        None if proxy is None else proxy.password,
        target.tls.key_password,
    )
    yield from filter(None, others)


def _basic_password(authorization: str) -> Iterator[str]:
    """Yield the password in Basic credentials (RFC 7617), or the user without one."""
    scheme, _, credentials = authorization.partition(" ")
    if scheme.lower() != "basic":
        return
    try:
        user, _, password = base64.b64decode(credentials).decode().partition(":")
    except ValueError:
        # The server will say what it thinks of it.
        return
    yield password or user
