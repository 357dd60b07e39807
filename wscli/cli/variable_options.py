"""What `--var`, `--secret`, `--variables-file` and `WSCLI_VAR_` variables say."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from wscli.cli.dial_options import VariableOptions
from wscli.core.errors import UsageError
from wscli.notation.variables import ENVIRONMENT_PREFIX, NAME


@dataclass(frozen=True, slots=True)
class Variables:
    """Variables, and which of their values are secret.

    Attributes:
        values: All of them, the stronger of two with one name.
        secrets: Those of `--secret`.
    """

    values: Mapping[str, str]
    secrets: Mapping[str, str]


def read_variables(
    options: VariableOptions, environment: Mapping[str, str]
) -> Variables:
    """Return the variables that were given, the options' stronger than the others.

    Raises:
        UsageError: One is not `NAME=VALUE`, or a file cannot be read.
    """
    from_environment = {
        name.removeprefix(ENVIRONMENT_PREFIX): value
        for name, value in environment.items()
        if name.startswith(ENVIRONMENT_PREFIX)
    }
    secrets = _read_items(options.secret, "--secret")
    values = {
        **_read_file(options.variables_file),
        **from_environment,
        **_read_items(options.var, "--var"),
        **secrets,
    }
    return Variables(values, secrets)


def _read_file(file: str | None) -> dict[str, str]:
    if file is None:
        return {}
    try:
        text = Path(file).read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        raise UsageError(
            f"--variables-file: cannot read {file}: {reason}", "check the path"
        ) from None
    lines = (line.strip() for line in text.splitlines())
    items = (line for line in lines if line and not line.startswith("#"))
    return _read_items(items, f"--variables-file: {file}")


def _read_items(items: Iterable[str], where: str) -> dict[str, str]:
    """Return names and values; the value is not repeated, since it may be secret."""
    variables = {}
    for item in items:
        name, equals, value = item.partition("=")
        if not equals or not NAME.fullmatch(name):
            shown = name if equals else f"{name[:20]}..."
            raise UsageError(
                f"{where}: {shown!r} is not a variable",
                "write NAME=VALUE; names have letters, digits, _ and -",
            )
        variables[name] = value
    return variables
