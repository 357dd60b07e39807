"""What `--var`, `--secret`, `--variables-file` and `WSCLI_VAR_` variables say."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from wscli.cli.dial_options import VariableOptions
from wscli.core.errors import UsageError
from wscli.core.redact import SHORTEST_SECRET
from wscli.notation.variables import ENVIRONMENT_PREFIX, NAME


@dataclass(frozen=True, slots=True)
class Variables:
    """Variables, and which of their values are secret.

    Attributes:
        values: All of them, the stronger of two with one name.
        secrets: Those of `--secret`.
        named: The names that `--var` gave: each is to be of use.
    """

    values: Mapping[str, str]
    secrets: Mapping[str, str]
    named: tuple[str, ...] = ()


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
    secrets = _read_items(_numbered(options.secret, "--secret: number"))
    for name, value in secrets.items():
        if len(value) < SHORTEST_SECRET:
            raise UsageError(
                f"--secret: the value of {name!r} is too short to be hidden",
                f"give at least {SHORTEST_SECRET} characters, or use --var",
            )
    plain = _read_items(_numbered(options.var, "--var: number"))
    values = {
        **_read_file(options.variables_file),
        **from_environment,
        **plain,
        **secrets,
    }
    return Variables(values, secrets, tuple(plain))


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
    lines = _numbered(text.split("\n"), f"--variables-file: {file}, line")
    stripped = ((where, line.strip()) for where, line in lines)
    return _read_items(
        (where, line) for where, line in stripped if line and line[0] != "#"
    )


def _numbered(items: Iterable[str], what: str) -> Iterator[tuple[str, str]]:
    return ((f"{what} {number}", item) for number, item in enumerate(items, 1))


def _read_items(items: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return names and values of items, each with where it stands.

    A sentence repeats no value, nor what has no name, since it may be secret.
    """
    variables = {}
    for where, item in items:
        name, equals, value = item.partition("=")
        if not equals:
            raise UsageError(f"{where} has no =", "write NAME=VALUE")
        if not NAME.fullmatch(name):
            raise UsageError(
                f"{where} has the name {name!r}, which cannot be used",
                "names have letters, digits, _ and -, and begin with no digit",
            )
        variables[name] = value
    return variables
