"""Groups of options become the flags of a command, and come back as groups."""

import inspect
from dataclasses import dataclass, field
from typing import Annotated

import pytest
import typer
from typer.main import get_command

from wscli.cli.lazy_group import COMMANDS, load
from wscli.cli.options import duration, flatten, option
from wscli.core.errors import UsageError

PANEL = "Colours"


def parse_shade(text):
    if not text.isdigit():
        raise UsageError(f"{text!r} is no shade", "write 0 to 9")
    return int(text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Paint:
    """The inner group."""

    shade: Annotated[
        int,
        option(
            "-s",
            "--shade",
            panel=PANEL,
            metavar="N",
            parse=parse_shade,
            meaning="How dark.",
        ),
    ] = 5
    coat: Annotated[
        list[str],
        option("--coat", panel=PANEL, is_repeatable=True, meaning="One more coat."),
    ] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """The outer group, with the inner one in the middle."""

    rooms: Annotated[
        int | None, option("--room-count", panel="House", meaning="Its rooms.")
    ] = None
    paint: Paint
    dry_for: Annotated[
        float | None, duration("--dry-for", panel="House", meaning="To dry.")
    ] = None


@flatten
def command(
    *,
    target: Annotated[str, typer.Argument(metavar="TARGET")],
    house: House,
    loud: Annotated[
        int, option("-l", "--loud", panel="House", is_count=True, meaning="Louder.")
    ] = 0,
) -> tuple[str, House, int]:
    """Build a house."""
    return target, house, loud


@pytest.fixture
def run(shell):
    """Runs the command, in an environment without variables for it."""
    app = typer.Typer(add_completion=False)
    app.command("build")(command)
    built = get_command(app)

    def run(*arguments):
        return built.main(list(arguments), prog_name="build", standalone_mode=False)

    return run


def parameter(name):
    app = typer.Typer(add_completion=False)
    app.command()(command)
    return {each.name: each for each in get_command(app).params}[name]


class TestFlatten:
    def test_leaves_stand_in_the_place_of_their_group(self):
        names = list(inspect.signature(command).parameters)
        assert names == ["target", "rooms", "shade", "coat", "dry_for", "loud"]
        assert list(command.__annotations__) == names

    def test_a_command_keeps_its_name_and_its_help(self):
        assert (command.__name__, command.__doc__) == ("command", "Build a house.")

    def test_every_parameter_is_given_by_name(self):
        kinds = {each.kind for each in inspect.signature(command).parameters.values()}
        assert kinds == {inspect.Parameter.KEYWORD_ONLY}

    def test_without_options_there_are_the_defaults(self, run):
        assert run("t") == ("t", House(paint=Paint()), 0)
        assert Paint() == Paint(shade=5, coat=[])

    def test_values_come_back_in_their_groups(self, run):
        house = ["--coat", "b", "-s", "7", "--room-count", "3"]
        assert run("--dry-for", "2m", "-ll", "t", "--coat", "a", *house) == (
            "t",
            House(rooms=3, paint=Paint(shade=7, coat=["a", "b"]), dry_for=120.0),
            2,
        )

    def test_what_one_run_adds_to_a_default_no_other_sees(self, run):
        run("t")[1].paint.coat.append("a stain")
        assert run("t")[1].paint.coat == []

    def test_two_groups_cannot_have_the_same_name(self):
        def clashing(*, house: House, paint: Paint) -> None:
            """Never called."""

        with pytest.raises(ValueError, match="duplicate parameter name: 'shade'"):
            flatten(clashing)


class TestErrors:
    @pytest.mark.parametrize(
        ("arguments", "sentence"),
        [
            (
                ["-s", "x"],
                "Invalid value for '-s' / '--shade': 'x' is no shade; write 0 to 9",
            ),
            (
                ["--dry-for", "soon"],
                "Invalid value for '--dry-for': 'soon' is not a duration; write a"
                " number and ms, s, m, h or d: 250ms",
            ),
        ],
    )
    def test_the_option_is_named_in_one_line(self, run, arguments, sentence):
        with pytest.raises(typer.BadParameter) as caught:
            run("t", *arguments)
        assert caught.value.format_message() == sentence

    def test_another_error_of_a_parser_is_no_wrong_value(self):
        def broken(text):
            raise KeyError(text)

        app = typer.Typer(add_completion=False)

        @app.command()
        def build(
            shade: Annotated[
                int, option("--shade", panel=PANEL, parse=broken, meaning="How dark.")
            ] = 5,
        ) -> None:
            """Never called."""

        with pytest.raises(KeyError):
            get_command(app).main(["--shade", "x"], standalone_mode=False)


class TestOption:
    def test_help_has_its_panel_its_meaning_and_the_name_of_its_value(self):
        shade = parameter("shade")
        assert (shade.opts, shade.rich_help_panel) == (["-s", "--shade"], PANEL)
        assert (shade.help, shade.metavar) == ("How dark.", "N")
        assert parameter("dry_for").metavar == "DUR"

    def test_its_variable_is_named_after_its_long_name(self):
        assert parameter("rooms").envvar == "WSCLI_ROOM_COUNT"
        assert parameter("shade").envvar == "WSCLI_SHADE"
        assert not parameter("shade").show_envvar

    def test_what_is_repeatable_has_no_variable(self, run, monkeypatch):
        assert parameter("coat").envvar is None
        monkeypatch.setenv("WSCLI_COAT", "a")
        assert run("t")[1].paint.coat == []

    def test_a_variable_is_read_as_the_flag_is_and_is_weaker(self, run, monkeypatch):
        monkeypatch.setenv("WSCLI_SHADE", "1")
        assert run("t")[1].paint.shade == 1
        assert run("t", "-s", "2")[1].paint.shade == 2
        monkeypatch.setenv("WSCLI_SHADE", "x")
        with pytest.raises(typer.BadParameter) as caught:
            run("t")
        assert "'x' is no shade; write 0 to 9" in caught.value.format_message()

    def test_values_are_completed_by_what_knows_them(self):
        def shades(incomplete: str) -> list[str]:
            return [each for each in ("dark", "dim", "light") if incomplete in each]

        made = option("--shade", panel=PANEL, meaning="x", complete=shades)
        assert made.autocompletion("d") == ["dark", "dim"]


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "demo"])
class TestCommands:
    def test_no_flag_and_no_variable_means_two_things(self, name):
        options = options_of(name)
        flags = [flag for each in options for flag in each.opts]
        variables = [each.envvar for each in options if each.envvar]
        assert sorted(flags) == sorted(set(flags))
        assert sorted(variables) == sorted(set(variables))

    def test_each_option_is_told_in_sentences(self, name):
        for each in options_of(name):
            assert each.help[0].isalnum(), each.opts
            assert each.help.endswith("."), each.opts

    def test_each_has_the_variable_of_its_long_name_unless_it_is_repeatable(self, name):
        for each in options_of(name):
            (flag,) = (flag for flag in each.opts if flag.startswith("--"))
            variable = f"WSCLI_{flag[2:].replace('-', '_').upper()}"
            assert each.envvar == (None if each.multiple else variable)


def options_of(name):
    """Returns the options of a command of wscli, but for `--help`."""
    parameters = load(name).params
    options = [each for each in parameters if each.param_type_name == "option"]
    assert options
    return [each for each in options if each.name != "help"]


# What a kind of option is given; one that is not told apart by these takes any text.
SAMPLES = {
    "--count": "3",
    "--until": "<contains x",
    "--filter": "<contains x",
    "--max-size": "3KiB",
    "--retry": "3",
    "--expect-close": "1008",
    "--close-code": "4000",
    "--verbose": "2",
    "--tls-min": "1.3",
    "--format": "json",
    "--color": "never",
}


def sample_of(each):
    if each.is_flag:
        return "1"
    return "3s" if each.metavar == "DUR" else SAMPLES.get(each.opts[-1], "some text")


def given_as_flags(each):
    """Returns what stands on a command line for the sample."""
    flag, sample = each.opts[-1], sample_of(each)
    if each.is_flag:
        return [flag]
    return [flag] * int(sample) if each.count else [flag, sample]


@pytest.mark.parametrize("name", ["connect", "send", "listen"])
def test_each_variable_stands_for_its_option(shell, monkeypatch, name):
    command = load(name)
    default = command.make_context(name, ["ws://h"]).params
    for each in options_of(name):
        if each.envvar is None:
            continue
        line = command.make_context(name, ["ws://h", *given_as_flags(each)]).params
        monkeypatch.setenv(each.envvar, sample_of(each))
        variable = command.make_context(name, ["ws://h"]).params
        monkeypatch.delenv(each.envvar)
        assert variable[each.name] == line[each.name] != default[each.name], each.opts
