"""The argument that every command that dials has."""

import typer
from typer.main import get_command

from wscli.cli.target_argument import TARGET


def command():
    app = typer.Typer(add_completion=False)

    @app.command()
    def command(target: TARGET) -> str:
        return target

    return get_command(app)


def test_a_target_is_passed_on_as_it_is():
    given = "HOST:8000/{{path}}?a=b"
    assert command().main([given], standalone_mode=False) == given


def test_help_says_what_it_can_be():
    [target] = command().params
    assert target.metavar == "TARGET"
    for form in ("URL", ":8000/ws", "HOST:PORT/PATH", "wscli.toml"):
        assert form in target.help


def test_endpoints_complete_it(shell):
    (shell / "wscli.toml").write_text(
        '[endpoints.echo]\nurl = "ws://h/"\ndescription = "answers"\n'
    )
    target = command()
    context = target.make_context("x", ["y"])
    [found] = target.params[0].shell_complete(context, "e")
    assert (found.value, found.help) == ("echo", "answers")
