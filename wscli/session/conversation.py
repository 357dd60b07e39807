"""One conversation: dial, act, listen until the rule is met, close, and judge."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from wscli.core.actions import Abort, Action, Close, Ping, Pong, Send
from wscli.core.clock import Clock
from wscli.core.close_codes import GOING_AWAY
from wscli.core.errors import ConnectError, HandshakeError, Stage, WscliError
from wscli.core.events import Closed, Event, Failed, MessageSeen, Opened, Violated
from wscli.core.frames import Direction
from wscli.core.quantities import format_duration
from wscli.core.target import Target
from wscli.net.connection import Connection, ConnectionOverError
from wscli.net.dial import RefusedError, dial
from wscli.session.backoff import Backoff
from wscli.session.ending import Ending, EndRule
from wscli.session.outcome import Outcome, judge
from wscli.session.sources import Actions

_TRANSIENT_STATUS = frozenset({408, 429, 500, 502, 503, 504})
"""Refusals that may be over soon; the same as curl's."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a conversation is to be.

    Attributes:
        target: Where to go.
        rule: When it is over.
        preamble: Messages sent first, on every connection.
        close: How to close when it is over.
        expected_close: The close code that the peer is to send.
        retries: How often to try again when connecting fails at first.
        has_reconnect: Whether to connect again when the connection is lost.
        has_data_frames: Whether frames of data are events too.
        accepts: Which messages of the peer count; others are as if they had not
            come.
    """

    target: Target
    rule: EndRule
    preamble: tuple[Send, ...] = ()
    close: Close = field(default_factory=Close)
    expected_close: int | None = None
    retries: int = 0
    has_reconnect: bool = False
    has_data_frames: bool = False
    accepts: Callable[[MessageSeen], bool] = lambda _: True


class Conversation:
    """Runs a plan."""

    def __init__(
        self,
        plan: Plan,
        actions: Actions,
        emit: Callable[[Event], None],
        clock: Clock,
        *,
        backoff: Backoff,
        notify: Callable[[str], None],
    ) -> None:
        """Prepare to run.

        Args:
            plan: What to do.
            actions: What to send, besides the preamble.
            emit: Takes the events; it must neither block nor raise.
            clock: Where time comes from.
            backoff: How long to wait before connecting again.
            notify: Takes a sentence about what happens between connections.
        """
        self._plan = plan
        self._actions = actions
        self._emit = emit
        self._clock = clock
        self._backoff = backoff
        self._notify = notify
        self._started = 0.0
        self._ending = Ending(plan.rule)
        self._changed = asyncio.Event()
        self._stopped: Outcome | None = None
        self._waiting: asyncio.Timeout | None = None
        self._connection: Connection | None = None
        self._is_paused = False
        self._pending: Action | None = None
        self._input_error: WscliError | None = None
        self._closed: Closed | None = None
        self._violated: Violated | None = None

    async def run(self) -> Outcome:
        """Have the conversation and return how it went.

        Raises:
            WscliError: There was no connection, for a reason other than a refusal.
        """
        self._started = self._clock.monotonic()
        try:
            await self._converse()
        except TimeoutError:
            # Only `stop` ends a wait like this; what it left says the rest.
            assert self._stopped is not None
        except RefusedError as error:
            # The event has told all there is to tell.
            return self._stopped or Outcome(error.exit_code)
        if self._stopped is not None:
            return self._stopped
        if self._input_error is not None:
            wrong = self._input_error
            return Outcome(wrong.exit_code, wrong.sentence, hint=wrong.hint)
        return judge(
            self._ending,
            self._closed,
            self._violated,
            expected_close=self._plan.expected_close,
            has_unsent=self._pending is not None,
        )

    def stop(self, outcome: Outcome) -> None:
        """End the conversation early, with 1001 (going away), and return this."""
        self._stopped = self._stopped or outcome
        if self._waiting is not None:
            self._waiting.reschedule(0)
        self._changed.set()

    def pause(self) -> None:
        """Let the peer wait: whoever takes the events is behind."""
        self._is_paused = True
        if self._connection is not None:
            self._connection.pause_reading()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._is_paused = False
        if self._connection is not None:
            self._connection.resume_reading()
        self._changed.set()

    async def _converse(self) -> None:
        connection = await self._dial(self._plan.retries)
        while True:
            await self._talk(connection)
            if self._is_over() or not self._plan.has_reconnect:
                return
            connection = await self._dial_again()

    # Connecting.

    async def _dial(self, retries: int) -> Connection:
        attempt = 0
        while True:
            try:
                return await self._dial_once()
            except (ConnectError, HandshakeError) as error:
                if attempt >= retries or not _is_transient(error):
                    raise
                left = retries - attempt - 1
                await self._wait_before(
                    attempt, f"{error.sentence}; {left} retries left"
                )
                attempt += 1

    async def _dial_again(self) -> Connection:
        attempt = 0
        problem = "the connection ended"
        while True:
            await self._wait_before(attempt, problem)
            attempt += 1
            try:
                return await self._dial_once()
            except (ConnectError, HandshakeError) as error:
                problem = error.sentence

    async def _dial_once(self) -> Connection:
        async with self._stoppable():
            try:
                return await dial(
                    self._plan.target,
                    self._observe,
                    self._clock,
                    started=self._started,
                    has_data_frames=self._plan.has_data_frames,
                )
            except RefusedError:
                raise
            except (ConnectError, HandshakeError) as error:
                self._emit(_failed(error, self._now()))
                raise

    async def _wait_before(self, attempt: int, problem: str) -> None:
        delay = self._backoff.delay(attempt)
        self._notify(f"{problem}; connecting again in {format_duration(delay)}")
        async with self._stoppable():
            await asyncio.sleep(delay)

    @asynccontextmanager
    async def _stoppable(self) -> AsyncIterator[None]:
        """Let `stop` end what is awaited in this block, with a TimeoutError."""
        async with asyncio.timeout(None if self._stopped is None else 0) as waiting:
            self._waiting = waiting
            try:
                yield
            finally:
                self._waiting = None

    # Talking.

    async def _talk(self, connection: Connection) -> None:
        self._connection = connection
        if self._is_paused:
            connection.pause_reading()
        self._changed.clear()
        async with asyncio.TaskGroup() as group:
            acting = group.create_task(self._act(connection))
            ended = group.create_task(self._note_end(connection))
            await self._wait_end()
            acting.cancel()
            ended.cancel()
        if self._closed is None:
            close = self._plan.close
            if self._stopped is not None:
                close = Close(GOING_AWAY)
            self._closed = await connection.close(close.code, close.reason)
        self._connection = None

    async def _note_end(self, connection: Connection) -> None:
        self._closed = await connection.wait_closed()
        self._changed.set()

    async def _act(self, connection: Connection) -> None:
        try:
            for message in self._plan.preamble:
                await connection.send(message.kind, message.payload)
            while (action := self._pending or await self._actions.next()) is not None:
                self._pending = action
                await _perform(action, connection)
                self._pending = None
        except ConnectionOverError:
            return
        except WscliError as error:
            self._input_error = error
        self._ending.sent_all(self._now())
        self._changed.set()

    async def _wait_end(self) -> None:
        while not self._is_over() and self._closed is None:
            self._changed.clear()
            deadline = self._ending.deadline()
            if deadline is None or self._is_paused:
                await self._changed.wait()
                continue
            left = deadline - self._now()
            if left <= 0:
                self._ending.expire()
                continue
            try:
                async with asyncio.timeout(left):
                    await self._changed.wait()
            except TimeoutError:
                # A message may have come meanwhile and moved the deadline.
                continue

    def _is_over(self) -> bool:
        return self._ending.why is not None or self._stopped is not None

    def _observe(self, event: Event) -> None:
        match event:
            case MessageSeen(direction=Direction.RECEIVED):
                if self._ending.is_complete or not self._plan.accepts(event):
                    return
                self._emit(event)
                self._ending.receive(event)
                if self._ending.why is not None:
                    self._changed.set()
                return
            case Opened(at=at):
                self._closed = None
                self._ending.open(at)
            case Violated():
                self._violated = event
            case _:
                pass
        self._emit(event)

    def _now(self) -> float:
        return self._clock.monotonic() - self._started


async def _perform(action: Action, connection: Connection) -> None:
    match action:
        case Send(kind=kind, payload=payload):
            await connection.send(kind, payload)
        case Ping(payload=octets):
            connection.ping(octets)
        case Pong(payload=octets):
            connection.pong(octets)
        case Close(code=code, reason=reason):
            await connection.close(code, reason)
        case Abort():
            connection.abort()
            await connection.wait_closed()


def _is_transient(error: ConnectError | HandshakeError) -> bool:
    match error:
        case ConnectError():
            return error.is_transient
        case RefusedError():
            return error.refused.status in _TRANSIENT_STATUS
        case _:
            return False


def _failed(error: ConnectError | HandshakeError, at: float) -> Failed:
    stage = error.stage if isinstance(error, ConnectError) else Stage.HANDSHAKE
    return Failed(at, stage, error.sentence, error.hint, error.exit_code)
