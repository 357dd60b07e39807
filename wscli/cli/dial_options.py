"""The options of every command that dials: how to reach the target."""

from dataclasses import dataclass, field
from typing import Annotated, Any

from wscli.cli.completion import complete_environment
from wscli.cli.options import duration, option
from wscli.core.errors import UsageError
from wscli.core.override import Override, parse_connect_to, parse_resolve
from wscli.core.quantities import parse_size
from wscli.core.target import TlsVersion

REQUEST = "Request"
TLS = "TLS"
ROUTE = "Route"
LIMITS = "Time and size limits"
VARIABLES = "Variables"


def parse_times(text: str) -> int:
    """Return how often something is to be done.

    Raises:
        UsageError: It is no such number.
    """
    if not (text.isascii() and text.isdigit()):
        raise UsageError(f"{text!r} is not a number of times", "write 0 or more")
    return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions:
    """What the opening handshake asks for."""

    header: Annotated[
        list[str],
        option(
            "-H",
            "--header",
            panel=REQUEST,
            metavar="'NAME: VALUE'",
            is_repeatable=True,
            meaning="Send this header field too; it replaces one of wscli's own."
            " 'NAME:' leaves it out; @FILE reads a field from each line.",
        ),
    ] = field(default_factory=list)
    cookie: Annotated[
        list[str],
        option(
            "-b",
            "--cookie",
            panel=REQUEST,
            metavar="NAME=VALUE",
            is_repeatable=True,
            meaning="Send this cookie.",
        ),
    ] = field(default_factory=list)
    user: Annotated[
        str | None,
        option(
            "-u",
            "--user",
            panel=REQUEST,
            metavar="USER:PASSWORD",
            meaning="Authenticate with HTTP Basic. USER alone asks for the password.",
        ),
    ] = None
    bearer: Annotated[
        str | None,
        option(
            "--bearer",
            panel=REQUEST,
            metavar="TOKEN",
            meaning="Authenticate with this bearer token.",
        ),
    ] = None
    subprotocol: Annotated[
        list[str],
        option(
            "-s",
            "--subprotocol",
            panel=REQUEST,
            metavar="NAME",
            is_repeatable=True,
            meaning="Offer this subprotocol; the first one is preferred.",
        ),
    ] = field(default_factory=list)
    origin: Annotated[
        str | None,
        option(
            "--origin",
            panel=REQUEST,
            metavar="ORIGIN",
            meaning="Send this Origin header field, as a browser would.",
        ),
    ] = None
    user_agent: Annotated[
        str | None,
        option(
            "-A",
            "--user-agent",
            panel=REQUEST,
            metavar="TEXT",
            meaning="Send this User-Agent header field; an empty one leaves it out.",
        ),
    ] = None
    no_compression: Annotated[
        bool,
        option(
            "--no-compression",
            panel=REQUEST,
            meaning="Do not offer permessage-deflate.",
        ),
    ] = False
    location: Annotated[
        bool,
        option(
            "-L",
            "--location",
            panel=REQUEST,
            meaning="Follow up to 5 redirects, never from wss to ws; another origin"
            " gets no header fields, subprotocols or certificate given here.",
        ),
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class TlsOptions:
    """How to trust the server, and how to be trusted."""

    insecure: Annotated[
        bool | None,
        option(
            "-k",
            "--insecure",
            panel=TLS,
            meaning="Accept any certificate: whoever is in between can listen.",
        ),
    ] = None
    cacert: Annotated[
        str | None,
        option(
            "--cacert",
            panel=TLS,
            metavar="FILE",
            meaning="Trust the authorities in this PEM file instead of the system's.",
        ),
    ] = None
    cert: Annotated[
        str | None,
        option(
            "-E",
            "--cert",
            panel=TLS,
            metavar="FILE[:PASSPHRASE]",
            meaning="Present the client certificate in this PEM file.",
        ),
    ] = None
    key: Annotated[
        str | None,
        option(
            "--key",
            panel=TLS,
            metavar="FILE",
            meaning="The certificate's private key, if it is in a file of its own.",
        ),
    ] = None
    tls_min: Annotated[
        TlsVersion | None,
        option(
            "--tls-min",
            panel=TLS,
            meaning="The oldest TLS version to accept; 1.2 by default.",
        ),
    ] = None
    server_name: Annotated[
        str | None,
        option(
            "--server-name",
            panel=TLS,
            metavar="NAME",
            meaning="Ask for, and verify, this name (SNI) instead of the URL's host.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RouteOptions:
    """The way to the server."""

    proxy: Annotated[
        str | None,
        option(
            "-x",
            "--proxy",
            panel=ROUTE,
            metavar="URL",
            meaning="Go through this http, https, socks5 or socks5h proxy; an empty"
            " one means none. By default the environment decides, as for curl.",
        ),
    ] = None
    noproxy: Annotated[
        str | None,
        option(
            "--noproxy",
            panel=ROUTE,
            metavar="HOSTS",
            meaning="Reach these hosts and networks directly; * is all.",
        ),
    ] = None
    resolve: Annotated[
        list[Any],  # of tuples of overrides; typer takes no type with parameters here
        option(
            "--resolve",
            panel=ROUTE,
            metavar="HOST:PORT:ADDRESS",
            parse=parse_resolve,
            is_repeatable=True,
            meaning="Use this address for a host and port, instead of DNS.",
        ),
    ] = field(default_factory=list)
    connect_to: Annotated[
        list[Override],
        option(
            "--connect-to",
            panel=ROUTE,
            metavar="HOST1:PORT1:HOST2:PORT2",
            parse=parse_connect_to,
            is_repeatable=True,
            meaning="Connect to HOST2 and PORT2 where the URL says HOST1 and PORT1.",
        ),
    ] = field(default_factory=list)
    unix_socket: Annotated[
        str | None,
        option(
            "--unix-socket",
            panel=ROUTE,
            metavar="PATH",
            meaning="Connect through this unix socket.",
        ),
    ] = None
    ipv4: Annotated[
        bool, option("-4", "--ipv4", panel=ROUTE, meaning="Use IPv4 addresses only.")
    ] = False
    ipv6: Annotated[
        bool, option("-6", "--ipv6", panel=ROUTE, meaning="Use IPv6 addresses only.")
    ] = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitOptions:
    """Bounds on time and memory; 0 lifts one."""

    connect_timeout: Annotated[
        float | None,
        duration(
            "--connect-timeout",
            panel=LIMITS,
            meaning="For DNS, TCP, proxy, TLS and opening handshake together; 10s.",
        ),
    ] = None
    timeout: Annotated[
        float | None,
        duration(
            "--timeout",
            panel=LIMITS,
            meaning="For each message that is waited for; 5s.",
        ),
    ] = None
    max_time: Annotated[
        float | None,
        duration("-m", "--max-time", panel=LIMITS, meaning="For all of it; no limit."),
    ] = None
    close_timeout: Annotated[
        float | None,
        duration(
            "--close-timeout", panel=LIMITS, meaning="For the closing handshake; 2s."
        ),
    ] = None
    ping_interval: Annotated[
        float | None,
        duration(
            "--ping-interval",
            panel=LIMITS,
            meaning="Between pings that keep the connection alive; 20s.",
        ),
    ] = None
    ping_timeout: Annotated[
        float | None,
        duration(
            "--ping-timeout",
            panel=LIMITS,
            meaning="For any sign of life after such a ping; 20s.",
        ),
    ] = None
    max_size: Annotated[
        int | None,
        option(
            "--max-size",
            panel=LIMITS,
            metavar="SIZE",
            parse=parse_size,
            meaning="The largest message to accept, after decompression; 16MiB.",
        ),
    ] = None
    retry: Annotated[
        int,
        option(
            "--retry",
            panel=LIMITS,
            metavar="N",
            parse=parse_times,
            meaning="Try again so often when connecting fails, or is refused with"
            " 408, 429 or 5xx, waiting longer each time.",
        ),
    ] = 0
    retry_delay: Annotated[
        float | None,
        duration(
            "--retry-delay",
            panel=LIMITS,
            meaning="Before the first retry; 1s, doubled with each one, up to 30s.",
        ),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class VariableOptions:
    """What stands for `{{NAME}}` in targets and endpoints."""

    environment: Annotated[
        str | None,
        option(
            "-e",
            "--environment",
            panel=VARIABLES,
            metavar="NAME",
            complete=complete_environment,
            meaning="Use this environment of wscli.toml.",
        ),
    ] = None
    var: Annotated[
        list[str],
        option(
            "--var",
            panel=VARIABLES,
            metavar="NAME=VALUE",
            is_repeatable=True,
            meaning="Set a variable.",
        ),
    ] = field(default_factory=list)
    secret: Annotated[
        list[str],
        option(
            "--secret",
            panel=VARIABLES,
            metavar="NAME=VALUE",
            is_repeatable=True,
            meaning="Set a variable whose value is shown as *** everywhere.",
        ),
    ] = field(default_factory=list)
    variables_file: Annotated[
        str | None,
        option(
            "--variables-file",
            panel=VARIABLES,
            metavar="FILE",
            meaning="Read NAME=VALUE variables from the lines of this file.",
        ),
    ] = None
    allow_env: Annotated[
        list[str],
        option(
            "--allow-env",
            panel=VARIABLES,
            metavar="NAME",
            is_repeatable=True,
            meaning="Let {{env NAME}} read this environment variable.",
        ),
    ] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class DialOptions:
    """Everything about how to reach a target, for every command that dials."""

    request: RequestOptions
    tls: TlsOptions
    route: RouteOptions
    limits: LimitOptions
    variables: VariableOptions
