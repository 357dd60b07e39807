"""From what a command was asked to a conversation, and its exit code."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

from wscli.cli.aim import Aim, aim
from wscli.cli.current_project import current_project
from wscli.cli.dial_options import DialOptions
from wscli.cli.output_options import Format, OutputOptions
from wscli.cli.piped_input import InputKind, PipedInput
from wscli.cli.printing import View, plan_printing
from wscli.cli.running import Run, run_conversation
from wscli.cli.stages import Hooks, PipeStage, Stage, TerminalStage
from wscli.cli.terminal import STDIN, Terminal
from wscli.core.actions import Action, Close, Send
from wscli.core.events import MessageSeen
from wscli.core.exit_codes import ExitCode
from wscli.notation.matchers import Matcher, match
from wscli.session.conversation import Plan
from wscli.session.ending import EndRule
from wscli.session.sources import Prepared

_DEFAULT_WAIT = 1.0
_DEFAULT_RETRY_DELAY = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a command was asked to do.

    Attributes:
        target: As given.
        dialing: How to reach it.
        output: What to show.
        rule: When it is over; without `patience`, that of `--timeout` holds unless
            the conversation is patient.
        preamble: Messages sent first, on every connection.
        actions: What to send.
        input: What standard input has to offer; None leaves it alone.
        is_nul: Whether NULs separate its messages.
        only: Which messages count; None takes all.
        close: How to close.
        expected_close: The close code that the peer is to send.
        has_reconnect: Whether to connect again when the connection ends.
        has_opening: Whether an opened connection is announced on a terminal.
        is_patient: Whether messages may take as long as they like, unless
            `--timeout` is given.
        is_mute: Whether messages that come are not shown.
    """

    target: str
    dialing: DialOptions
    output: OutputOptions
    rule: EndRule
    preamble: tuple[Send, ...] = ()
    actions: tuple[Action, ...] = ()
    input: InputKind | None = None
    is_nul: bool = False
    only: Matcher | None = None
    close: Close = field(default_factory=Close)
    expected_close: int | None = None
    has_reconnect: bool = False
    has_opening: bool = False
    is_patient: bool = False
    is_mute: bool = False


def converse(asked: Asked) -> ExitCode:
    """Do it, in the terminal of this process.

    Raises:
        WscliError: What was asked for cannot be, or there was no connection.
    """
    terminal = Terminal.of_process()
    aimed = aim(asked.target, asked.dialing, current_project(), terminal)
    is_typed = _is_typed(asked, terminal)
    printing = plan_printing(
        asked.output,
        terminal,
        aimed.redactor,
        view=View(has_opening=asked.has_opening, has_sent=is_typed),
        default_format=aimed.format,
    )
    plan = Plan(
        target=aimed.target,
        rule=_completed(asked, aimed, is_typed=is_typed),
        preamble=asked.preamble,
        close=asked.close,
        expected_close=asked.expected_close,
        retries=asked.dialing.limits.retry,
        has_reconnect=asked.has_reconnect,
        has_data_frames=asked.output.verbose > 1,
        accepts=_accepts(asked),
    )
    delay = asked.dialing.limits.retry_delay
    return run_conversation(
        Run(
            plan,
            printing,
            partial(_stage, asked, is_typed=is_typed),
            _DEFAULT_RETRY_DELAY if delay is None else delay,
            aimed.max_time,
            aimed.redactor,
        )
    )


def _is_typed(asked: Asked, terminal: Terminal) -> bool:
    """Whether somebody types at a prompt, rather than a pipe giving lines."""
    return (
        asked.input is InputKind.TEXT
        and not asked.is_nul
        and asked.output.output is None
        and asked.output.format in (None, Format.TEXT)
        and terminal.is_stdin_tty
        and terminal.is_stdout_tty
        # Diagnostics that go elsewhere have no place above a prompt.
        and terminal.is_stderr_tty
    )


def _completed(asked: Asked, aimed: Aim, *, is_typed: bool) -> EndRule:
    """Return the rule with the times that were left to defaults."""
    rule = asked.rule
    if is_typed:
        # Whoever types decides when it is over.
        rule = replace(rule, quiet=0.0)
    awaits = rule.count or rule.until or rule.expected or rule.is_close_expected
    if not awaits and asked.input is not None and rule.quiet is None:
        rule = replace(rule, quiet=_DEFAULT_WAIT)
    is_asked = asked.dialing.limits.timeout is not None
    if rule.patience is None and (is_asked or not asked.is_patient):
        rule = replace(rule, patience=aimed.timeout)
    return rule


def _stage(asked: Asked, hooks: Hooks, *, is_typed: bool) -> Stage:
    if is_typed:
        return TerminalStage(hooks)
    if asked.input is None:
        return PipeStage(hooks, Prepared(asked.actions))
    return PipeStage(hooks, PipedInput(STDIN, asked.input, is_nul=asked.is_nul))


def _accepts(asked: Asked) -> Callable[[MessageSeen], bool]:
    if asked.is_mute:
        return lambda _: False
    only = asked.only
    if only is None:
        return lambda _: True
    return lambda message: match(only, message.kind, message.payload) is None
