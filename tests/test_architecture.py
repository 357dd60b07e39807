"""The architecture of wscli: its floors, and the test that every file keeps to them.

A file imports only from floors below its own and from its own area. Areas of one floor
are strangers: where two need each other, the top floor hands a callable across.
"""

import ast
import sys
from collections.abc import Iterator, Mapping
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

# What a pure area may use of rich: things to show, never a console to show them on.
RENDERABLES = {"rich.style", "rich.table", "rich.text"}

# From the ground up: area -> the third-party modules that it may import.
FLOORS: tuple[dict[str, set[str]], ...] = (
    {  # 0: the vocabulary. Pure.
        "wscli": set(),  # the package itself: its version
        "core": set(),
    },
    {  # 1: text and bytes in, text and bytes out. Pure.
        "notation": {"jsonpath"},
        "wire": set(),
        "render": RENDERABLES,
        "report": RENDERABLES,
    },
    {  # 2: the only sockets, the only TLS.
        "net": {"websockets", "aiohappyeyeballs"},
    },
    {  # 3: plays scripts on connections.
        "script": set(),
    },
    {  # 4: the features.
        "session": set(),
        "repl": {"prompt_toolkit", "rich"},
        "check": set(),
        "load": {"picows", "rich"},
        "conform": set(),
        "record": set(),
        "mock": set(),
    },
    {  # 5: composition. The one floor that knows everybody, its own areas too.
        "cli": {"typer", "rich", "platformdirs", "fixtures_server"},
        "pytest_plugin": {"pytest"},
        "__main__": set(),
    },
)
TOP = len(FLOORS) - 1
PURE_AREAS = FLOORS[0].keys() | FLOORS[1].keys()

# Pure areas take all of this by argument, or live without it.
TASKS = {"asyncio", "concurrent", "multiprocessing", "subprocess", "threading"}
NETWORK = {"http.client", "http.server", "select", "selectors", "socket"}
NETWORK |= {"socketserver", "ssl", "urllib.request"}
FILES = {"fileinput", "glob", "io", "os", "pathlib", "shutil", "tempfile"}
SURROUNDINGS = {"getpass", "logging", "random", "secrets", "signal", "sys", "time"}
IMPURE = TASKS | NETWORK | FILES | SURROUNDINGS
THE_CLOCK = ("wscli.core.clock", "time")  # the one place that reads it

# The one acquaintance on a floor: what the screen shows is the notation.
ACQUAINTED = {("render", "notation")}

FLOOR_OF = {area: floor for floor, areas in enumerate(FLOORS) for area in areas}
LIBRARIES = {area: allowed for areas in FLOORS for area, allowed in areas.items()}


def faults(module: str, source: str) -> list[str]:
    """Says how a module breaks the rules of its floor, in one sentence a fault.

    Imports count wherever they stand: in a function and under `TYPE_CHECKING` too.
    """
    area = area_of(module)
    if area not in FLOOR_OF:
        return [f"{module}: {area} stands on no floor; give it one in FLOORS"]
    found = [fault_of_import(module, area, name) for name in imports(source)]
    if area in PURE_AREAS and opens_files(source):
        found.append("a pure area opens no files")
    return [f"{module}: {fault}" for fault in found if fault]


def fault_of_import(module: str, area: str, name: str) -> str | None:
    top_level = name.split(".")[0]
    if top_level == "wscli":
        return fault_between(area, area_of(name))
    if top_level not in sys.stdlib_module_names:
        if not within(name, LIBRARIES[area]):
            return f"{area} may not import {name}"
    elif top_level == "importlib" and FLOOR_OF[area] < TOP:
        return "only the top floor imports by name, which no reader can follow"
    elif area in PURE_AREAS and within(name, IMPURE) and (module, name) != THE_CLOCK:
        return f"{area} is pure and may not import {name}"
    return None


def fault_between(area: str, other: str) -> str | None:
    """Says why one area may not import from another, if it may not."""
    if other not in FLOOR_OF:
        return f"no area is called {other}"
    here, there = FLOOR_OF[area], FLOOR_OF[other]
    if there > here:
        return f"{area} (floor {here}) looks up to {other} (floor {there})"
    if there == here < TOP and area != other and (area, other) not in ACQUAINTED:
        return f"{area} and {other} share floor {here} and must stay strangers"
    return None


def imports(source: str) -> Iterator[str]:
    """Yields the dotted name of everything that a source imports."""
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                yield from (alias.name for alias in names)
            case ast.ImportFrom(module=base, names=names, level=0):
                yield from (f"{base}.{alias.name}" for alias in names)
            case ast.ImportFrom():
                yield "by a relative name"
            case ast.Name(id="__import__"):
                yield "importlib.__import__"


def opens_files(source: str) -> bool:
    nodes = ast.walk(ast.parse(source))
    return any(isinstance(node, ast.Name) and node.id == "open" for node in nodes)


def area_of(name: str) -> str:
    parts = name.split(".")
    return parts[1] if len(parts) > 1 and parts[1] != "__version__" else "wscli"


def within(name: str, prefixes: set[str]) -> bool:
    return any(f"{name}.".startswith(f"{prefix}.") for prefix in prefixes)


def find_cycle(sources: Mapping[str, str]) -> list[str]:
    """Returns the modules of an import cycle, the first one again at the end."""
    graph = {
        module: {owner_of(name, sources) for name in imports(source)} - {None}
        for module, source in sources.items()
    }
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def owner_of(name: str, modules: Mapping[str, str]) -> str | None:
    """Returns the module that a dotted name is, or is an attribute of."""
    while name and name not in modules:
        name = name.rpartition(".")[0]
    return name or None


def sources_of(package: str) -> dict[str, str]:
    files = sorted((ROOT / package).rglob("*.py"))
    return {module_name(file): file.read_text(encoding="utf-8") for file in files}


def module_name(file: Path) -> str:
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts).removesuffix(".__init__")


WSCLI = sources_of("wscli")


@pytest.mark.parametrize("module", WSCLI)
def test_every_file_keeps_to_its_floor(module):
    assert faults(module, WSCLI[module]) == []


def test_no_file_imports_itself_by_way_of_others():
    assert find_cycle(WSCLI) == []


def test_the_fixture_server_knows_nothing_of_wscli():
    sources = sources_of("fixtures_server")
    assert sources
    assert [
        f"{module} imports {name}"
        for module, source in sources.items()
        for name in imports(source)
        if within(name, {"wscli"})
    ] == []


ALLOWED = [
    ("wscli.render.lines", "from wscli.core.events import Event"),
    ("wscli.render.lines", "import wscli.render.theme"),
    ("wscli.render.lines", "from wscli.notation.verbs import write_closed"),
    ("wscli.net.handshake", "from wscli import __version__"),
    ("wscli.net.dial", "import asyncio, ssl"),
    ("wscli.net.tap", "from websockets.client import ClientProtocol"),
    ("wscli.core.clock", "import time"),
    ("wscli.core.url", "from urllib.parse import quote"),
    ("wscli.core.url", "def take(opened): opened.open()"),
    ("wscli.render.tables", "from rich.table import Table"),
    ("wscli.repl.prompt", "import prompt_toolkit.history"),
    ("wscli.cli.app", "import importlib, typer"),
    ("wscli.__main__", "from wscli.cli.app import main"),
]


@pytest.mark.parametrize(("module", "source"), ALLOWED)
def test_what_the_rules_allow(module, source):
    assert faults(module, source) == []


REFUSED = [
    ("wscli.core.a", "import wscli.net.b", "core (floor 0) looks up to net"),
    ("wscli.net.a", "from wscli.cli import b", "net (floor 2) looks up to cli"),
    ("wscli.net.a", "from wscli import session", "looks up to session"),
    ("wscli.net.a", "from wscli.gone import b", "no area is called gone"),
    ("wscli.render.a", "from wscli.wire import b", "must stay strangers"),
    ("wscli.notation.a", "from wscli.render import b", "must stay strangers"),
    ("wscli.load.a", "from wscli.check import b", "must stay strangers"),
    ("wscli.utils.a", "", "utils stands on no floor"),
    ("wscli.core.a", "from . import b", "core may not import by a relative name"),
    ("wscli.core.a", "import asyncio", "core is pure"),
    ("wscli.wire.a", "from time import monotonic", "wire is pure"),
    ("wscli.render.a", "from pathlib import Path", "render is pure"),
    ("wscli.core.a", "from urllib import request", "core is pure"),
    ("wscli.core.clock", "import time, socket", "may not import socket"),
    ("wscli.core.a", "def f():\n    import ssl", "core is pure"),
    ("wscli.core.a", "if TYPE_CHECKING:\n    from socket import socket", "is pure"),
    ("wscli.core.a", "def f(path):\n    return open(path)", "opens no files"),
    ("wscli.session.a", "import websockets", "session may not import websockets"),
    ("wscli.notation.a", "from rich.text import Text", "notation may not import"),
    ("wscli.render.a", "from rich.console import Console", "may not import rich"),
    ("wscli.session.a", "import prompt_toolkit", "session may not import prompt"),
    ("wscli.net.a", "import typer", "net may not import typer"),
    ("wscli.net.a", "import websocketsfoo", "may not import websocketsfoo"),
    ("wscli.script.a", "from importlib import import_module", "only the top floor"),
    ("wscli.core.a", "def f():\n    __import__('wscli.cli')", "only the top floor"),
    ("wscli.cli.a", "import tests.peers", "cli may not import tests.peers"),
]


@pytest.mark.parametrize(("module", "source", "fault"), REFUSED)
def test_what_the_rules_refuse(module, source, fault):
    [found] = faults(module, source)
    assert found.startswith(f"{module}: ")
    assert fault in found


def test_a_cycle_is_found():
    cycle = find_cycle(
        {
            "wscli.core.a": "from wscli.core.b import thing",
            "wscli.core.b": "def f():\n    import wscli.core.c",
            "wscli.core.c": "from wscli.core import a",
        }
    )
    assert cycle[0] == cycle[-1]
    assert set(cycle) == {"wscli.core.a", "wscli.core.b", "wscli.core.c"}
