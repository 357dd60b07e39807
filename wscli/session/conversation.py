"""One conversation: dial, act, listen until the rule is met, close, and judge."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from wscli.core.actions import Close, Send
from wscli.core.clock import Clock
from wscli.core.errors import ConnectError, HandshakeError, Stage, WscliError
from wscli.core.events import Closed, Event, Failed, MessageSeen, Opened, Violated
from wscli.core.frames import Direction
from wscli.core.target import Target
from wscli.net.connection import Connection
from wscli.net.dial import RefusedError, dial
from wscli.session.backoff import Backoff
from wscli.session.connecting import Connector
from wscli.session.ending import Ending, EndRule
from wscli.session.exchange import Exchange
from wscli.session.outcome import Outcome, judge
from wscli.session.performing import Performer
from wscli.session.sources import Actions


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
        has_reconnect: Whether to connect again when the connection ends.
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


class _OverError(Exception):
    """The conversation is over before there is a connection, or another one."""


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
        self._performer = Performer(plan.preamble, actions)
        self._emit = emit
        self._clock = clock
        self._connector = Connector(self._dial, backoff, notify, retries=plan.retries)
        self._started = 0.0
        self._ending = Ending(plan.rule)
        self._stopped: Outcome | None = None
        self._connecting: asyncio.Timeout | None = None
        self._exchange: Exchange | None = None
        self._closed: Closed | None = None
        self._violated: Violated | None = None

    async def run(self) -> Outcome:
        """Have the conversation and return how it went.

        Raises:
            WscliError: There was no connection, for a reason other than a refusal.
        """
        if self._stopped is not None:
            return self._stopped
        self._started = self._clock.monotonic()
        try:
            with suppress(_OverError):
                await self._converse()
        except WscliError as error:
            return self._judge_failure(error)
        return self._judge()

    def stop(self, outcome: Outcome) -> None:
        """End the conversation early, with 1001 (going away), and return this.

        A peer that does not answer has less than half a second; only the first call
        counts.
        """
        if self._stopped is not None:
            return
        self._stopped = outcome
        if self._connecting is not None and not self._connecting.expired():
            self._connecting.reschedule(0)
        if self._exchange is not None:
            self._exchange.stop()

    def pause(self) -> None:
        """Let the peer wait: whoever takes the events is behind."""
        self._ending.pause()
        if self._exchange is not None:
            self._exchange.pause()

    def resume(self) -> None:
        """Go on after `pause`."""
        self._ending.resume(self._now())
        if self._exchange is not None:
            self._exchange.resume()

    async def _converse(self) -> None:
        connection = await self._unless_over(self._connector.connect())
        while True:
            self._closed = await self._talk(connection)
            if self._is_over() or not self._plan.has_reconnect:
                return
            self._ending.close()
            lasted = self._closed.at - connection.opened.at
            connection = await self._unless_over(self._connector.connect_again(lasted))

    def _judge_failure(self, error: WscliError) -> Outcome:
        if self._stopped is not None:
            return self._stopped
        if isinstance(error, RefusedError):
            # The event has told all there is to tell.
            return Outcome(error.exit_code)
        raise error

    def _judge(self) -> Outcome:
        if self._stopped is not None:
            return self._stopped
        wrong = self._performer.error
        if wrong is not None:
            return Outcome(wrong.exit_code, wrong.sentence, hint=wrong.hint)
        # Without a connection there is a failure, or somebody has stopped us.
        assert self._closed is not None
        return judge(
            self._ending,
            self._closed,
            self._violated,
            expected_close=self._plan.expected_close,
            has_unsent=self._performer.has_unsent,
        )

    # Connecting.

    async def _dial(self) -> Connection:
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

    async def _unless_over(
        self, connecting: Coroutine[Any, Any, Connection]
    ) -> Connection:
        deadline = self._ending.deadline()
        left = None if deadline is None else deadline - self._now()
        try:
            async with asyncio.timeout(left) as self._connecting:
                return await connecting
        except TimeoutError:
            if self._connecting is None or not self._connecting.expired():
                raise
            if self._stopped is None:
                self._ending.expire()
            raise _OverError from None
        finally:
            self._connecting = None

    # Talking.

    async def _talk(self, connection: Connection) -> Closed:
        self._exchange = Exchange(connection, self._performer, self._ending, self._now)
        if self._ending.is_paused:
            self._exchange.pause()
        if self._stopped is not None:
            self._exchange.stop()
        return await self._exchange.hold(self._plan.close)

    def _is_over(self) -> bool:
        return self._ending.why is not None or self._stopped is not None

    def _observe(self, event: Event) -> None:
        match event:
            case MessageSeen(direction=Direction.RECEIVED):
                self._receive(event)
                return
            case Opened(at=at):
                self._ending.open(at)
            case Violated():
                self._violated = event
            case _:
                pass
        self._emit(event)

    def _receive(self, message: MessageSeen) -> None:
        is_wanted = self._ending.takes_messages and self._stopped is None
        if is_wanted and self._plan.accepts(message):
            self._emit(message)
            self._ending.receive(message)
            is_near = self._ending.why is not None or self._ending.is_complete
            if self._exchange is not None and is_near:
                self._exchange.look()

    def _now(self) -> float:
        return self._clock.monotonic() - self._started


def _failed(error: ConnectError | HandshakeError, at: float) -> Failed:
    stage = error.stage if isinstance(error, ConnectError) else Stage.HANDSHAKE
    return Failed(at, stage, error.sentence, error.hint, error.exit_code)
