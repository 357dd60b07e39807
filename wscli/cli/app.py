"""The command line, and the boundary behind which no error goes."""

import itertools
import traceback
from collections.abc import Mapping, Sequence
from typing import Annotated, cast

import typer
from typer.core import TyperGroup
from typer.main import get_command

from wscli import __version__
from wscli.cli.lazy_group import COMMANDS, HELP, LazyGroup
from wscli.cli.terminal import Terminal, say
from wscli.core.errors import WscliError
from wscli.core.escape import escape_unsafe
from wscli.core.exit_codes import ExitCode


def _print_version(is_asked: bool) -> None:  # noqa: FBT001  typer calls it
    if is_asked:
        typer.echo(f"wscli {__version__}")
        raise typer.Exit


def build() -> TyperGroup:
    """Return the whole command line."""
    app = typer.Typer(
        cls=LazyGroup,
        name="wscli",
        pretty_exceptions_enable=False,
        rich_markup_mode="markdown",
    )

    @app.callback(**HELP)
    def wscli(
        *,
        _version: Annotated[
            bool,
            typer.Option(
                "-V",
                "--version",
                is_eager=True,
                callback=_print_version,
                help="Print the version.",
            ),
        ] = False,
    ) -> None:
        """Talk to any WebSocket endpoint, and test it, from the terminal."""

    return cast("TyperGroup", get_command(app))


def main(arguments: Sequence[str]) -> ExitCode:
    """Run a command line and return its exit code; nothing escapes as a traceback."""
    has_debug = _has_debug(arguments, Terminal.of_process().environment)
    try:
        result = build().main(
            list(arguments) or ["--help"], prog_name="wscli", standalone_mode=False
        )
        return ExitCode(result or ExitCode.OK) if arguments else ExitCode.USAGE
    except WscliError as error:
        return _report(str(error), error.exit_code, error if has_debug else None)
    except typer.TyperException as error:
        return _report_usage(error, arguments)
    except (KeyboardInterrupt, typer.Abort):
        return ExitCode.INTERRUPTED
    except SystemExit as error:
        # How typer leaves when nobody reads any more; and after a completion.
        if isinstance(error.__context__, BrokenPipeError):
            return ExitCode.LOCAL_IO
        raise
    except OSError as error:
        sentence = f"input or output failed: {error.strerror or error}"
        return _report(sentence, ExitCode.LOCAL_IO, error if has_debug else None)
    except Exception as error:  # noqa: BLE001  the boundary: no traceback unasked
        hint = "run it again with --debug and report what it shows, please"
        sentence = f"internal error: {type(error).__name__}: {error}; {hint}"
        return _report(sentence, ExitCode.INTERNAL, error if has_debug else None)


def _has_debug(arguments: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether `--debug` is asked for; errors may come before options are read."""
    options = itertools.takewhile(lambda each: each != "--", arguments)
    return "--debug" in options or environment.get("WSCLI_DEBUG", "") not in ("", "0")


def _report(
    sentence: str, exit_code: ExitCode, cause: BaseException | None = None
) -> ExitCode:
    if cause is not None:
        say("".join(traceback.format_exception(cause)).rstrip())
    say(f"wscli: {escape_unsafe(sentence)}")
    return exit_code


def _report_usage(error: typer.TyperException, arguments: Sequence[str]) -> ExitCode:
    context = getattr(error, "ctx", None)
    # An option that lacks its value comes without the command that it is for.
    named = f"wscli {arguments[0]}" if arguments[0] in COMMANDS else "wscli"
    path = named if context is None else context.command_path
    if isinstance(error, typer.BadParameter):
        error.param_hint = _variable_of(error) or error.param_hint
    message = " ".join(error.format_message().split()).rstrip(".")
    separator = " See" if message.endswith("?") else "; see"
    return _report(f"{message}{separator} {path} --help", ExitCode.USAGE)


def _variable_of(error: typer.BadParameter) -> str:
    """Return the environment variable that gave a wrong value, if one did."""
    if error.ctx is None or error.param is None:
        return ""
    source = error.ctx.get_parameter_source(error.param.name or "")
    is_variable = source is not None and source.name == "ENVIRONMENT"
    return str(error.param.envvar) if is_variable else ""
