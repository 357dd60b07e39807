"""What the documents say besides their examples is true as well."""

import re
from dataclasses import fields

import pytest

from tests.docs import close_codes
from tests.docs.documents import DOCUMENTS, README, ROOT, name_of, table_under
from tests.docs.examples import blocks_of
from tests.test_architecture import FLOORS
from wscli.cli.lazy_group import COMMANDS, load
from wscli.cli.project_file import load_project_file
from wscli.core.exit_codes import ExitCode
from wscli.core.quantities import parse_duration, parse_size
from wscli.core.target import Limits, Tls

DIALLING = ("send", "listen", "connect")
LANGUAGES = {"console", "sh", "toml", "json", ""}

every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


def options_of(command):
    """The names of a command's options, by group; without --help."""
    groups = {}
    for parameter in load(command).params:
        if group := getattr(parameter, "rich_help_panel", None):
            groups.setdefault(group, set()).add("/".join(sorted(parameter.opts)[::-1]))
    return groups


def documented_options():
    """Group -> command, or all of them -> the names of options."""
    found = {}
    for group, cell in table_under("Options"):
        for part in cell.split(";"):
            command = re.match(r"\s*(\w+): ", part)
            names = {
                "/".join(sorted(name.split("/"))[::-1])
                for name in re.findall("`(.+?)`", part)
            }
            found.setdefault(group, {})[command[1] if command else None] = names
    return found


@pytest.mark.parametrize("command", DIALLING)
def test_the_readme_has_every_option_in_its_group(command):
    documented = {
        group: parts.get(None, set()) | parts.get(command, set())
        for group, parts in documented_options().items()
    }
    mentioned = {group: names for group, names in documented.items() if names}
    assert mentioned == options_of(command)


def test_the_groups_of_every_command_come_first():
    rows = [group for group, _ in table_under("Options")]
    shared = set.intersection(*(set(options_of(each)) for each in DIALLING))
    own = {
        group for group, parts in documented_options().items() if set(parts) - {None}
    }
    assert set(rows[:6]) == shared - own


def test_the_readme_has_every_command():
    text = README.read_text("utf-8")
    headings = ",".join(re.findall("^### (.+?)(?::.*)?$", text, re.MULTILINE))
    assert {each.strip() for each in headings.split(",")} == set(COMMANDS)


def test_the_readme_has_every_exit_code():
    documented = [int(code) for code, _ in table_under("Exit codes")]
    assert documented == [int(code) for code in ExitCode]


LIMITS = {
    "DNS, TCP, proxy, TLS and opening handshake together": ("connect",),
    "closing handshake": ("close",),
    "pings that keep the connection alive": ("ping_interval",),
    "nothing comes after such a ping": ("ping_timeout",),
    "message, after decompression": ("max_size",),
    "fragments of a message": ("max_fragments",),
    "head of the HTTP answer": ("max_head", "max_head_lines"),
    "body of a refusal that is kept": ("max_body", "body"),
}


def test_the_readme_has_every_limit():
    documented = {name: amount for name, amount, _ in table_under("Safety and limits")}
    named = [field for names in LIMITS.values() for field in names]
    assert sorted(named) == sorted(each.name for each in fields(Limits))
    for name, names in LIMITS.items():
        amounts = [amount_of(each) for each in documented[name].split(", ")]
        assert amounts == [getattr(Limits(), field) for field in names], name
    assert documented["TLS version"] == Tls().minimum.value


def test_the_help_says_the_same_of_limits():
    for name, amount, changed_by in table_under("Safety and limits"):
        if changed_by:
            option, _, other = changed_by.partition(": ")
            said = other or amount.removeprefix("every ").replace(" ", "")
            meaning = help_of(option.strip("`"))
            assert re.search(rf"\b{re.escape(said)}\b", meaning), name


def help_of(option):
    parameters = {name: each for each in load("send").params for name in each.opts}
    return parameters[option].help


def amount_of(text):
    """The number of `every 20 s`, `16 MiB` or `10,000`."""
    text = text.removeprefix("every ").replace(",", "")
    number, _, unit = text.partition(" ")
    if unit in ("s", "ms"):
        return parse_duration(f"{number}{unit}")
    if unit.endswith("iB"):
        return parse_size(f"{number}{unit}")
    return int(number)


def test_the_diagram_has_the_floors():
    text = README.read_text("utf-8")
    drawn = {
        int(floor): set(re.findall(r"(\w+)/", areas))
        for floor, areas in re.findall(r"^([0-9])  (\w.*)$", text, re.MULTILINE)
    }
    built = {
        floor: {area for area in areas if (ROOT / "wscli" / area).is_dir()}
        for floor, areas in enumerate(FLOORS)
    }
    assert drawn == {floor: areas for floor, areas in built.items() if areas}


def test_the_document_of_close_codes_is_that_of_the_code():
    assert close_codes.DOCUMENT.read_text("utf-8") == close_codes.write(), (
        "write it again: python -m tests.docs.close_codes"
    )


@every_document
def test_links_lead_somewhere(document):
    text = document.read_text("utf-8")
    for link in re.findall(r"\]\(([^)]+)\)", text):
        if "://" in link:
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), link
        if anchor:
            assert anchor in anchors_of(target), link


def anchors_of(document):
    """The anchors of headings, as GitHub makes them."""
    headings = re.findall("^#+ (.+)$", document.read_text("utf-8"), re.MULTILINE)
    return {
        re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-")
        for heading in headings
    }


@every_document
def test_every_kind_of_block_is_checked(document):
    """`sh` sets up and is not run, so it does nothing that an example could show."""
    for block in blocks_of(document):
        assert block.language in LANGUAGES
        if block.language == "sh":
            assert not re.search(r"^\s*wscli\b", block.text, re.MULTILINE)


@every_document
def test_project_files_can_be_read(document, tmp_path):
    for block in blocks_of(document):
        if block.language == "toml":
            file = tmp_path / "wscli.toml"
            file.write_text(block.text, "utf-8")
            load_project_file(file)


@every_document
def test_no_machine_is_named(document):
    text = document.read_text("utf-8")
    assert not re.search(r"(?<![\w.])/(?:home|root|tmp|usr|work|Users)\b", text)
    assert not re.search(r"pypi|pythonhosted|npmjs|crates\.io", text, re.IGNORECASE)


def test_every_file_of_the_examples_is_explained():
    explained = (ROOT / "examples/README.md").read_text("utf-8")
    for file in (ROOT / "examples").iterdir():
        if file.name != "README.md":
            assert f"]({file.name})" in explained, file.name
