"""From a target to a connection, each stage timed, and each failure explained."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import TypeVar, cast

from wscli.core.clock import Clock
from wscli.core.errors import ConnectError, HandshakeError, Stage
from wscli.core.events import Dialing, Event, Opened, Refused, Timings, TlsSession
from wscli.core.proxy import Proxy, ProxyKind
from wscli.core.target import Target
from wscli.net.connection import Connection
from wscli.net.handshake import Denied, Upgraded, open_handshake, read_body
from wscli.net.patience import explain_timeout
from wscli.net.proxy import open_tunnel
from wscli.net.reasons import reason_of
from wscli.net.redirect import follow, location_of
from wscli.net.resolve import connect_tcp, place_of, resolve
from wscli.net.stream import Stream
from wscli.net.tap import agreed_extensions
from wscli.net.tls import build_context, explain_tls_error
from wscli.net.transport import (
    abort,
    connect_unix,
    peer_address,
    start_tls,
    tls_session,
)

_Result = TypeVar("_Result")


class RefusedError(HandshakeError):
    """The server refused the opening handshake; `refused` has its answer."""

    def __init__(self, refused: Refused) -> None:
        """Take the event that was emitted."""
        super().__init__(
            f"opening handshake: the server refused with HTTP {refused.status}"
        )
        self.refused = refused


async def dial(
    target: Target,
    emit: Callable[[Event], None],
    clock: Clock,
    *,
    started: float | None = None,
    has_data_frames: bool = False,
) -> Connection:
    """Connect, and do the opening handshake.

    All of it ends within `target.limits.connect`, redirects included.

    Args:
        target: Where to go, and how.
        emit: Takes the events of dialling, and then those of the connection.
        clock: Where time comes from.
        started: What `at` of the events is counted from; now by default.
        has_data_frames: Whether the connection tells frames of data too.

    Raises:
        UsageError: A file that the target names cannot be used.
        ConnectError: There is no connection; the stage is named.
        RefusedError: The server answered with another status than 101.
        HandshakeError: The server's answer is no valid one.
    """
    # Files are read before anything is sent; without TLS they are not needed, and
    # loading the system's authorities takes longer than connecting.
    has_tls = target.url.is_secure or target.tls.has_files
    context = build_context(target.tls) if has_tls else None
    deadline = asyncio.timeout(target.limits.connect)
    dialer = _Dialer(
        target,
        emit,
        clock,
        clock.monotonic() if started is None else started,
        deadline,
        has_data_frames,
        target.max_redirects,
        context,
    )
    try:
        async with deadline:
            return await dialer.dial()
    except TimeoutError:
        raise explain_timeout(dialer.stage, dialer.target) from None


@dataclass(slots=True)
class _Dialer:
    target: Target
    emit: Callable[[Event], None]
    clock: Clock
    began: float
    deadline: asyncio.Timeout
    has_data_frames: bool
    max_redirects: int
    context: ssl.SSLContext | None
    stage: Stage = Stage.DNS
    times: dict[Stage, float] = field(default_factory=dict)

    async def dial(self) -> Connection:
        while True:
            self.times.clear()
            outcome = await self._attempt()
            if isinstance(outcome, Connection):
                return outcome
            self.target = self._follow(outcome)

    async def _attempt(self) -> Connection | Refused:
        proxy = self.target.route.proxy
        self.emit(
            Dialing(
                self._now(), str(self.target.url), None if proxy is None else str(proxy)
            )
        )
        stream = await self._connect()
        try:
            if self.target.url.is_secure:
                context = self.context or build_context(self.target.tls)
                name = _server_name(self.target)
                await self._timed(Stage.TLS, start_tls(stream, context, name))
            result = await self._handshake(stream)
            if isinstance(result, Upgraded):
                return self._open(stream, result)
            refused = await self._refuse(stream, result)
        except BaseException:
            abort(stream)
            raise
        abort(stream)
        return refused

    async def _connect(self) -> Stream:
        route, url = self.target.route, self.target.url
        if route.unix_socket is not None:
            return await self._timed(Stage.TCP, connect_unix(route.unix_socket))
        place = place_of(url.host, url.port, route.connect_to)
        proxy = route.proxy
        if proxy is None:
            return await self._connect_tcp(*place)
        try:
            stream = await self._connect_tcp(proxy.host, proxy.port)
        except ConnectError as error:
            raise ConnectError(
                Stage.PROXY,
                f"{proxy} cannot be reached: {error.sentence}",
                "check --proxy, or the proxy variables of the environment",
                is_transient=error.is_transient,
            ) from None
        try:
            await self._timed(Stage.PROXY, self._tunnel(stream, proxy, place))
        except BaseException:
            abort(stream)
            raise
        return stream

    async def _connect_tcp(self, host: str, port: int) -> Stream:
        route = self.target.route
        addresses = await self._timed(Stage.DNS, resolve(host, port, route))
        sock = await self._timed(Stage.TCP, connect_tcp(addresses, host))
        loop = asyncio.get_running_loop()
        _, stream = await loop.create_connection(Stream, sock=sock)
        return stream

    async def _tunnel(
        self, stream: Stream, proxy: Proxy, place: tuple[str, int]
    ) -> None:
        host, port = place
        try:
            if proxy.kind is ProxyKind.HTTPS:
                context = build_context(
                    replace(self.target.tls, cert_file=None, key_file=None)
                )
                await _start_tls_to_proxy(stream, context, proxy)
            if proxy.kind is ProxyKind.SOCKS5:
                addresses = await resolve(host, port, self.target.route)
                host = str(addresses[0][4][0])
            await open_tunnel(stream, proxy, host, port, self.target.limits)
        except OSError as error:
            raise ConnectError(
                Stage.PROXY, f"the connection to {proxy} broke{_cause(error)}"
            ) from None

    async def _handshake(self, stream: Stream) -> Upgraded | Denied:
        try:
            return await self._timed(
                Stage.HANDSHAKE, open_handshake(stream, self.target)
            )
        except ssl.SSLError as error:
            # In TLS 1.3 the server judges the client's certificate when the
            # client believes that the handshake is over.
            raise explain_tls_error(error, _server_name(self.target)) from None
        except OSError as error:
            raise ConnectError(
                Stage.HANDSHAKE,
                f"{self.target.url.authority} closed the connection without an answer"
                f"{_cause(error)}",
                "it may want a client certificate: --cert FILE; else see its log"
                if self.target.url.is_secure
                else "use wss:// if the port is for TLS; else see the server's log",
            ) from None

    def _open(self, stream: Stream, upgraded: Upgraded) -> Connection:
        transport = cast("asyncio.Transport", stream.transport)
        opened = Opened(
            self._now(),
            str(self.target.url),
            peer_address(transport),
            upgraded.request,
            upgraded.response,
            upgraded.protocol.subprotocol,
            agreed_extensions(upgraded.response),
            self._tls_session(transport),
            self._timings(),
        )
        self.emit(opened)
        connection = Connection(
            upgraded.protocol,
            transport,
            opened,
            self.target.limits,
            self.emit,
            self.clock,
            started=self.began,
            has_data_frames=self.has_data_frames,
        )
        connection.start(upgraded.rest)
        return connection

    def _tls_session(self, transport: asyncio.Transport) -> TlsSession | None:
        # Without TLS to the server, there may be some to a proxy.
        if not self.target.url.is_secure:
            return None
        return tls_session(transport, is_verified=self.target.tls.verify)

    async def _refuse(self, stream: Stream, denied: Denied) -> Refused:
        at = self._now()
        # The status is known: when time runs out now, less of the body is.
        end = self.deadline.when() or 0.0
        self.deadline.reschedule(None)
        limits = self.target.limits
        left = min(limits.body, end - asyncio.get_running_loop().time())
        body = await read_body(stream, denied, limit=limits.max_body, time=left)
        self.deadline.reschedule(end)
        refused = Refused(
            at,
            str(self.target.url),
            denied.head.status,
            denied.head.reason,
            denied.request,
            denied.head.headers,
            body.content,
            body.is_cut,
        )
        self.emit(refused)
        return refused

    def _follow(self, refused: Refused) -> Target:
        location = location_of(refused)
        if location is None or self.max_redirects == 0:
            raise RefusedError(refused)
        target = follow(self.target, location, limit=self.max_redirects)
        if target.tls != self.target.tls:
            # Another origin does not get to see the client certificate.
            self.context = None
        return target

    async def _timed(self, stage: Stage, work: Awaitable[_Result]) -> _Result:
        self.stage = stage
        before = self.clock.monotonic()
        result = await work
        self.times[stage] = self.clock.monotonic() - before
        return result

    def _timings(self) -> Timings:
        return Timings(*map(self.times.get, Stage))

    def _now(self) -> float:
        return self.clock.monotonic() - self.began


def _server_name(target: Target) -> str:
    """Return the name to ask for.

    No certificate has the dot that ends a full name, or the zone of an address.
    """
    host = target.url.host.removesuffix(".").partition("%")[0]
    return target.tls.server_name or host


async def _start_tls_to_proxy(
    stream: Stream, context: ssl.SSLContext, proxy: Proxy
) -> None:
    try:
        await start_tls(stream, context, proxy.host, plain="http://")
    except ConnectError as error:
        raise ConnectError(
            Stage.PROXY, f"{proxy}: {error.sentence}", error.hint, is_transient=False
        ) from None


def _cause(error: OSError) -> str:
    return f": {reason_of(error)}" if error.args else ""
