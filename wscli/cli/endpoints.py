"""`wscli endpoints`: what the configuration files name."""

from collections.abc import Iterable, Sequence
from typing import Annotated

from wscli.cli.dial_options import VARIABLES, VariableOptions
from wscli.cli.options import flatten, option
from wscli.cli.terminal import Terminal, print_result
from wscli.core.errors import UsageError
from wscli.core.exit_codes import ExitCode


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
    from wscli.cli.project import Given
    from wscli.cli.variable_options import read_variables

    terminal = Terminal.of_process()
    project = current_project()
    if not project.files:
        raise UsageError(
            "there is no wscli.toml here or above",
            'name endpoints in one: [endpoints.echo] with url = "ws://..."',
        )
    if origins:
        found = ((origin.key, str(origin.file)) for origin in list_origins(project))
        _print(("value", "file"), found, terminal)
        return ExitCode.OK
    given = Given(
        environment=variables.environment,
        variables=read_variables(variables, terminal.environment).values,
        process=terminal.environment,
        allowed=frozenset(variables.allow_env),
    )
    rows = (
        (
            row.name,
            row.url,
            " ".join(row.required),
            " ".join(row.optional),
            row.description,
        )
        for row in endpoint_table(project, given)
    )
    _print(("endpoint", "URL", "needs", "takes", "description"), rows, terminal)
    return ExitCode.OK


def _print(
    headings: Sequence[str], rows: Iterable[Sequence[str]], terminal: Terminal
) -> None:
    """Print a table on a terminal, or fields between tabs in a pipe."""
    from wscli.core.escape import escape_unsafe

    safe = [[escape_unsafe(each) for each in row] for row in rows]
    if not terminal.is_stdout_tty:
        for row in safe:
            print_result("\t".join(row))
        return
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        # A URL that is cut short cannot be copied.
        table.add_column(heading, overflow="fold")
    for row in safe:
        table.add_row(*map(Text, row))
    Console(no_color=not terminal.has_color("auto", is_tty=True)).print(table)
