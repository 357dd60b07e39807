"""`wscli endpoints`: what the configuration files name."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Annotated

from wscli.cli.dial_options import VARIABLES, VariableOptions
from wscli.cli.options import flatten, option
from wscli.cli.terminal import Terminal, print_result
from wscli.core.errors import UsageError
from wscli.core.escape import escape_unsafe
from wscli.core.exit_codes import ExitCode

if TYPE_CHECKING:
    from wscli.cli.endpoint_table import EndpointRow


@flatten
def command(
    *,
    origins: Annotated[
        bool,
        option(
            "--origins",
            panel=VARIABLES,
            meaning="Show which file each value comes from instead.",
        ),
    ] = False,
    variables: VariableOptions,
) -> ExitCode:
    """List the endpoints of wscli.toml, with the variables they take.

    `wscli.toml` is looked for from the working directory upward; the user's own
    configuration may name endpoints too. In a pipe each line has five fields
    between tabs: name, URL, required and optional variables, description.

    **Examples**

    - `wscli endpoints` lists them all.

    - `wscli endpoints -e staging` shows what an environment leaves to be given.

    - `wscli endpoints --origins | grep timeout` finds where a timeout is set.
    """
    from wscli.cli.current_project import current_project
    from wscli.cli.endpoint_table import endpoint_table, list_origins
    from wscli.cli.project import Given, refuse_unknown_environment
    from wscli.cli.variable_options import read_variables

    terminal = Terminal.of_process()
    project = current_project()
    if not project.files:
        raise UsageError(
            "there is no wscli.toml here or above",
            'name endpoints in one: [endpoints.echo] with url = "ws://..."',
        )
    if origins:
        for origin in list_origins(project):
            _print_fields(origin.key, str(origin.file))
        return ExitCode.OK
    refuse_unknown_environment(variables.environment, project.environments)
    given = Given(
        environment=variables.environment,
        variables=read_variables(variables, terminal.environment).values,
        process=terminal.environment,
        allowed=frozenset(variables.allow_env),
    )
    rows = endpoint_table(project, given)
    if terminal.is_stdout_tty:
        _show([(row.name, row.url, _about(row)) for row in rows])
        return ExitCode.OK
    for row in rows:
        needs, takes = " ".join(row.required), " ".join(row.optional)
        _print_fields(row.name, row.url, needs, takes, row.description)
    return ExitCode.OK


def _about(row: "EndpointRow") -> str:
    variables = []
    if row.required:
        variables.append(f"needs {', '.join(row.required)}")
    if row.optional:
        variables.append(f"takes {', '.join(row.optional)}")
    about = [row.description] if row.description else []
    if variables:
        about.append(f"({'; '.join(variables)})")
    return " ".join(about)


def _print_fields(*fields: str) -> None:
    print_result("\t".join(map(escape_unsafe, fields)))


def _show(rows: Iterable[Sequence[str]]) -> None:
    """Show a name with lines about it, one under the other."""
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table.grid(padding=(0, 2))
    for name, url, about in rows:
        # A URL that is cut short cannot be copied.
        lines = Text(escape_unsafe(url), overflow="fold")
        if about:
            lines.append(f"\n{escape_unsafe(about)}", style="dim")
        table.add_row(Text(escape_unsafe(name), style="bold"), lines)
    Console().print(table)
