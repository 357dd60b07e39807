"""How commands share options: defined once, as typed data.

A command takes a group of options as one parameter: `flatten` spreads the group's
fields over the command's signature for typer, and puts them together again.
"""

import functools
import inspect
from collections.abc import Callable
from dataclasses import fields, is_dataclass
from typing import Any, TypeVar

import typer

from wscli.core.errors import UsageError
from wscli.core.quantities import parse_duration

_Value = TypeVar("_Value")


def _checked(parse: Callable[[str], _Value]) -> Callable[[str | _Value], _Value]:
    """Make a parser's sentence one that typer completes with the option's name."""

    @functools.wraps(parse)
    def parse_option(text: str | _Value) -> _Value:
        if not isinstance(text, str):
            # A default comes this way too.
            return text
        try:
            return parse(text)
        except UsageError as error:
            raise typer.BadParameter(str(error)) from None

    return parse_option


def option(
    *names: str,
    panel: str,
    meaning: str,
    metavar: str | None = None,
    parse: Callable[[str], _Value] | None = None,
    complete: Callable[[str], list[str]] | None = None,
    is_repeatable: bool = False,
    is_count: bool = False,
) -> Any:  # noqa: ANN401  as typer's own, so that it can stand for a default
    """Return an option for an annotation.

    Args:
        names: Its names, such as `-H` and `--header`.
        panel: Under which heading `--help` shows it.
        meaning: What `--help` says.
        metavar: What `--help` calls its value.
        parse: Reads the value; its UsageError is shown with the option's name.
        complete: Returns the values that begin like this, for shells.
        is_repeatable: Whether it may be given several times.
        is_count: Whether it counts how often it is given.
    """
    long_name = next(name for name in names if name.startswith("--"))
    variable = "WSCLI_" + long_name.removeprefix("--").upper().replace("-", "_")
    return typer.Option(
        *names,
        rich_help_panel=panel,
        help=meaning,
        metavar=metavar,
        parser=None if parse is None else _checked(parse),
        autocompletion=complete,
        # A variable holds one value, so what is repeatable has none.
        envvar=None if is_repeatable else variable,
        show_envvar=False,
        count=is_count,
    )


duration = functools.partial(option, metavar="DUR", parse=parse_duration)
"""An option whose value is a duration."""


def flatten(command: Callable[..., _Value]) -> Callable[..., _Value]:
    """Return the command with each parameter that is a group spread into options.

    typer reads the options from the signature of what this returns.
    """
    signature = inspect.signature(command)
    spread: list[inspect.Parameter] = []
    for parameter in signature.parameters.values():
        spread += _leaves(parameter)

    @functools.wraps(command)
    def call(**values: object) -> _Value:
        return command(
            **{
                name: _gather(parameter.annotation, values)
                if is_dataclass(parameter.annotation)
                else values[name]
                for name, parameter in signature.parameters.items()
            }
        )

    call.__signature__ = signature.replace(parameters=spread)  # type: ignore[attr-defined]
    call.__annotations__ = {each.name: each.annotation for each in spread}
    return call


def _leaves(parameter: inspect.Parameter) -> list[inspect.Parameter]:
    group = parameter.annotation
    if not is_dataclass(group):
        return [parameter.replace(kind=inspect.Parameter.KEYWORD_ONLY)]
    leaves: list[inspect.Parameter] = []
    for each in fields(group):
        default = each.default
        if callable(each.default_factory):
            default = each.default_factory()
        leaves += _leaves(
            inspect.Parameter(
                each.name,
                inspect.Parameter.KEYWORD_ONLY,
                default=default,
                annotation=each.type,
            )
        )
    return leaves


def _gather(group: Any, values: dict[str, object]) -> object:  # noqa: ANN401  a class
    return group(
        **{
            each.name: _gather(each.type, values)
            if is_dataclass(each.type)
            else values[each.name]
            for each in fields(group)
        }
    )
