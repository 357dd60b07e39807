"""Commands that are imported when one of them runs.

typer's own classes for contexts and commands are not public: they stand as `Any`.
"""

import importlib
from dataclasses import dataclass
from typing import Any, cast

import typer
from typer.core import TyperCommand, TyperGroup
from typer.main import get_command

from wscli.core.errors import UsageError
from wscli.core.redact import show_url
from wscli.core.url import is_url


@dataclass(frozen=True, slots=True)
class Entry:
    """A command: where it is, and what the list of commands says about it."""

    module: str
    summary: str


COMMANDS = {
    "connect": Entry(
        "wscli.cli.connect", "Hold a session: type messages, or pipe them in."
    ),
    "send": Entry("wscli.cli.send", "Send messages, print the replies, close."),
    "listen": Entry("wscli.cli.listen", "Print what an endpoint sends."),
    "endpoints": Entry("wscli.cli.endpoints", "List the endpoints of wscli.toml."),
    "demo": Entry("wscli.cli.demo", "Show wscli at work, against a server of its own."),
}
"""Each module has a `command` function."""


HELP: dict[str, Any] = {"context_settings": {"help_option_names": ["-h", "--help"]}}
"""What every command and the group say about their help option."""


class LazyGroup(TyperGroup):
    """Commands that are imported when one of them runs.

    Listing and completing their names costs nothing: `COMMANDS` knows enough.
    """

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ANN401, ARG002  typer's
        """Return the names, in the order of the table."""
        return list(COMMANDS)

    def get_command(
        self,
        ctx: Any,  # noqa: ANN401, ARG002  typer's
        cmd_name: str,
    ) -> TyperCommand | None:
        """Return what the list of commands needs."""
        entry = COMMANDS.get(cmd_name)
        if entry is None:
            return None
        return TyperCommand(name=cmd_name, help=entry.summary)

    def resolve_command(
        self,
        ctx: Any,  # noqa: ANN401  typer's
        args: list[str],
    ) -> Any:  # noqa: ANN401  typer's
        """Return the command itself, to run it or to complete its options."""
        if args[0] in COMMANDS:
            return args[0], load(args[0]), args[1:]
        if is_url(args[0]):
            raise UsageError(
                f"there is no command {show_url(args[0])!r}",
                "to talk to it, write wscli connect URL or wscli send URL MESSAGE",
            )
        # typer looks here for the nearest name.
        for name, entry in COMMANDS.items():
            self.commands[name] = TyperCommand(name=name, help=entry.summary)
        return super().resolve_command(ctx, args)


def load(name: str) -> TyperCommand:
    """Import a command and return it."""
    module = importlib.import_module(COMMANDS[name].module)
    app = typer.Typer(add_completion=False, rich_markup_mode="markdown")
    app.command(name, **HELP)(module.command)
    return cast("TyperCommand", get_command(app))
