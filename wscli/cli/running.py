"""Running a conversation from a command: loop, signals, output, exit code."""

import asyncio
import os
import secrets
import signal
from collections.abc import Callable
from dataclasses import dataclass

from wscli.cli.printer import Printer, Printing
from wscli.cli.stages import Hooks, Stage
from wscli.cli.terminal import STDERR, STDOUT
from wscli.core.clock import SystemClock
from wscli.core.exit_codes import ExitCode
from wscli.core.quantities import format_duration
from wscli.core.redact import Redactor
from wscli.session.backoff import Backoff
from wscli.session.conversation import Conversation, Plan
from wscli.session.outcome import Outcome

_LONGEST_DELAY = 30.0
_FLUSH_AFTER_INTERRUPT = 0.5
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
        WscliError: There was no connection.
    """

    async def converse() -> ExitCode:
        return await _Running(run).converse()

    return asyncio.run(converse())


class _Running:
    """What the parts of one run share."""

    def __init__(self, run: Run) -> None:
        self._run = run
        self._output_failure: Outcome | None = None
        self._stage = run.stage(
            Hooks(
                pause=lambda: self._conversation.pause(),  # noqa: PLW0108  not yet made
                resume=lambda: self._conversation.resume(),  # noqa: PLW0108  likewise
                fail=self._note_output_failure,
                interrupt=lambda: self._conversation.stop(
                    Outcome(ExitCode.INTERRUPTED)
                ),
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
            self._handle(loop, number, exit_code)
        if self._run.max_time is not None:
            loop.call_later(self._run.max_time, self._time_is_up)
        patience: float | None = _FLUSH_AFTER_INTERRUPT
        try:
            outcome = await self._conversation.run()
            self._tell(outcome)
            if outcome.exit_code not in dict(_SIGNALS).values():
                patience = None
        finally:
            await self._stage.finish(patience)
        if self._output_failure is not None and outcome.exit_code is ExitCode.OK:
            return self._output_failure.exit_code
        return outcome.exit_code

    def _tell(self, outcome: Outcome) -> None:
        if not outcome.problem:
            return
        hint = f"; {outcome.hint}" if outcome.hint else ""
        lines = [f"wscli: {outcome.problem}{hint}"]
        lines += [f"  {line}" for line in outcome.details]
        text = self._run.redactor("\n".join(lines))
        self._stage.write(STDERR, f"{text}\n".encode())

    def _time_is_up(self) -> None:
        limit = format_duration(self._run.max_time or 0.0)
        self._conversation.stop(
            Outcome(ExitCode.TIMEOUT, f"not done within {limit} (--max-time)")
        )

    def _note_output_failure(self, descriptor: int, error: OSError) -> None:
        if descriptor == STDERR:
            # Diagnostics that nobody reads are no reason to stop.
            return
        name = "standard output" if descriptor == STDOUT else "the output file"
        # Whoever closed the pipe has what they wanted, and needs no sentence.
        is_quiet = isinstance(error, BrokenPipeError)
        problem = "" if is_quiet else f"{name} cannot be written: {error.strerror}"
        self._output_failure = Outcome(ExitCode.LOCAL_IO, problem)
        self._conversation.stop(self._output_failure)

    def _handle(
        self, loop: asyncio.AbstractEventLoop, number: signal.Signals, code: ExitCode
    ) -> None:
        def stop() -> None:
            # The second one leaves at once, whatever is still to be said.
            _handle_signal(loop, number, lambda: os._exit(code))
            self._conversation.stop(Outcome(code))

        _handle_signal(loop, number, stop)


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
