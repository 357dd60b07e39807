"""Running a conversation from a command: loop, signals, output, exit code."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from wscli.cli.printer import Printer, Printing
from wscli.cli.stages import Hooks, Stage
from wscli.cli.terminal import STDERR, STDOUT, say
from wscli.core.clock import SystemClock
from wscli.core.errors import WscliError
from wscli.core.exit_codes import ExitCode
from wscli.core.quantities import format_duration
from wscli.core.redact import Redactor
from wscli.session.backoff import Backoff
from wscli.session.conversation import Conversation, Plan
from wscli.session.outcome import Outcome

_LONGEST_DELAY = 30.0
_FLUSH_AFTER_STOP = 0.5
_SIGNALS = (
    (signal.SIGINT, ExitCode.INTERRUPTED),
    (signal.SIGTERM, ExitCode.TERMINATED),
)


@dataclass(frozen=True, slots=True)
class Run:
    """A conversation to run.

    Attributes:
        plan: What to do.
        printing: What to print where.
        stage: Makes the place where it happens, once there is a loop.
        first_delay: Seconds before the first retry.
        max_time: Seconds for all of it; None has no bound.
        redactor: Hides secrets in sentences.
    """

    plan: Plan
    printing: Printing
    stage: Callable[[Hooks], Stage]
    first_delay: float
    max_time: float | None
    redactor: Redactor


def run_conversation(run: Run) -> ExitCode:
    """Have a conversation and return what the command exits with.

    Raises:
        WscliError: There was no connection; its sentence is redacted.
    """

    async def converse() -> ExitCode:
        return await _Running(run).converse()

    try:
        return asyncio.run(converse())
    except WscliError as error:
        error.sentence = run.redactor(error.sentence)
        error.hint = run.redactor(error.hint)
        raise


class _Running:
    """What the parts of one run share."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._stopped: Outcome | None = None
        self._has_signal = False
        self._finishing: asyncio.Timeout | None = None
        self._stage = run.stage(
            Hooks(
                pause=lambda: self._conversation.pause(),  # noqa: PLW0108  not yet made
                resume=lambda: self._conversation.resume(),  # noqa: PLW0108  likewise
                fail=self._note_output_failure,
                interrupt=lambda: self._stop(Outcome(ExitCode.INTERRUPTED)),
            )
        )
        printer = Printer(run.printing, self._stage.write)
        self._conversation = Conversation(
            run.plan,
            self._stage.actions,
            printer,
            SystemClock(),
            backoff=Backoff(
                run.first_delay, _LONGEST_DELAY, secrets.SystemRandom().random
            ),
            notify=lambda text: printer.note(run.redactor(text)),
        )

    async def converse(self) -> ExitCode:
        loop = asyncio.get_running_loop()
        for number, exit_code in _SIGNALS:
            _handle_signal(loop, number, partial(self._take_signal, exit_code))
        if self._run.max_time is not None:
            loop.call_later(self._run.max_time, self._time_is_up)
        try:
            outcome = await self._conversation.run()
            if outcome.problem:
                self._stage.write(STDERR, f"{self._lines(outcome)}\n".encode())
        finally:
            await self._finish()
        late = self._stopped
        if late is None or late is outcome or outcome.exit_code is not ExitCode.OK:
            return outcome.exit_code
        # It went wrong while the last of the output was written.
        if late.problem:
            say(self._lines(late))
        return late.exit_code

    async def _finish(self) -> None:
        """Wait until all is written, but not for ever once somebody wants to leave."""
        patience = None if self._stopped is None else _FLUSH_AFTER_STOP
        try:
            async with asyncio.timeout(patience) as self._finishing:
                await self._stage.finish()
        except TimeoutError:
            # The reader takes nothing; what waits is lost with us, as was asked.
            return

    def _stop(self, outcome: Outcome) -> None:
        if self._stopped is not None:
            return
        self._stopped = outcome
        self._conversation.stop(outcome)
        if self._finishing is not None and not self._finishing.expired():
            now = asyncio.get_running_loop().time()
            self._finishing.reschedule(now + _FLUSH_AFTER_STOP)

    def _lines(self, outcome: Outcome) -> str:
        hint = f"; {outcome.hint}" if outcome.hint else ""
        details = (f"  {line}" for line in outcome.details)
        lines = (f"wscli: {outcome.problem}{hint}", *details)
        return self._run.redactor("\n".join(lines))

    def _time_is_up(self) -> None:
        limit = format_duration(self._run.max_time or 0.0)
        self._stop(Outcome(ExitCode.TIMEOUT, f"not done within {limit} (--max-time)"))

    def _note_output_failure(self, descriptor: int, error: OSError) -> None:
        if descriptor == STDERR:
            # Diagnostics that nobody reads are no reason to stop.
            return
        name = "standard output" if descriptor == STDOUT else "the output file"
        # Whoever closed the pipe has what they wanted, and needs no sentence.
        is_quiet = isinstance(error, BrokenPipeError)
        problem = "" if is_quiet else f"{name} cannot be written: {error.strerror}"
        self._stop(Outcome(ExitCode.LOCAL_IO, problem))

    def _take_signal(self, code: ExitCode) -> None:
        if self._has_signal:
            # The second one leaves at once, whatever is still to be said.
            os._exit(code)
        self._has_signal = True
        self._stop(Outcome(code))


def _handle_signal(
    loop: asyncio.AbstractEventLoop, number: signal.Signals, call: Callable[[], None]
) -> None:
    try:
        loop.add_signal_handler(number, call)
    except NotImplementedError:
        # Windows: the interpreter calls handlers between two steps of the loop.
        def hand_over(*_: object) -> None:
            loop.call_soon_threadsafe(call)

        signal.signal(number, hand_over)
