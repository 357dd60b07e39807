"""One configuration file: a project's `wscli.toml`, or the user's own.

```toml
default_environment = "local"
[environments.local]               # a name, and variables
base = "ws://127.0.0.1:8000"
[endpoints.items]
description = "the messages of one item"
url = "{{base}}/items/{{item_id}}/ws"
query = { token = "{{token?}}" }   # also: cookies, headers, subprotocols, origin
[defaults]
timeout = "3s"
variables = { item_id = "foo" }
headers = { X-Client = "wscli" }
```

A project's file comes with a repository that somebody else wrote: it sets none of the
settings in `wscli.cli.settings.OWN`. An unknown key is an error.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import TypeAlias

from wscli.cli.settings import OWN, Settings, read_settings
from wscli.cli.toml_values import (
    Place,
    read_table,
    read_template,
    read_text,
    read_texts,
    refuse_unknown,
)
from wscli.core.errors import LocalIOError, UsageError
from wscli.notation.variables import NAME, Template

MAX_SIZE = 2**20
"""A larger file is not read."""

# No colon and no slash, so that a name is never taken for a URL.
_ENDPOINT_NAME = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*")
_TOKEN = re.compile(r"[-!#$%&'*+.^_`|~0-9A-Za-z]+")

Fields: TypeAlias = tuple[tuple[str, Template], ...]
"""Names and values of query items, cookies or header fields."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A place to connect to, by name.

    Attributes:
        name: Its name.
        url: Where it is.
        query: Items that follow the query of the URL.
        cookies: Cookies.
        headers: Header fields.
        subprotocols: Offered, in order of preference.
        origin: The `Origin` header field.
        description: What it is, for people.
    """

    name: str
    url: Template
    query: Fields = ()
    cookies: Fields = ()
    headers: Fields = ()
    subprotocols: tuple[str, ...] = ()
    origin: Template | None = None
    description: str = ""

    def templates(self) -> list[Template]:
        """Return every text of it that can have variables."""
        pairs = (*self.query, *self.cookies, *self.headers)
        origin = () if self.origin is None else (self.origin,)
        return [self.url, *(value for _, value in pairs), *origin]


@dataclass(frozen=True, slots=True)
class ProjectFile:
    """What a configuration file says.

    Attributes:
        path: The file.
        is_own: Whether it is the user's own, which may set and read anything.
        environments: Name → variables.
        default_environment: The one that is used where none is asked for.
        endpoints: Name → endpoint.
        variables: Variables of all environments, weaker than theirs.
        headers: Header fields of all endpoints, weaker than theirs.
        settings: What stands in for options.
    """

    path: Path
    is_own: bool = False
    environments: Mapping[str, Mapping[str, Template]] = field(default_factory=dict)
    default_environment: str | None = None
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    variables: Mapping[str, Template] = field(default_factory=dict)
    headers: Fields = ()
    settings: Settings = field(default_factory=Settings)


def load_project_file(path: Path, *, is_own: bool = False) -> ProjectFile:
    """Read a configuration file.

    Raises:
        LocalIOError: It cannot be read.
        UsageError: It is not TOML, or says something that cannot be.
    """
    # Where there is no such file, TOML need not be loaded.
    import tomllib

    try:
        with path.open("rb") as file:
            data = file.read(MAX_SIZE + 1)
    except OSError as error:
        raise LocalIOError(f"{path} cannot be read: {error.strerror}") from None
    if len(data) > MAX_SIZE:
        raise UsageError(f"{path} is larger than 1 MiB")
    try:
        content = tomllib.loads(data.decode("utf-8"))
    except UnicodeDecodeError:
        raise UsageError(f"{path} is not UTF-8") from None
    except RecursionError:
        raise UsageError(f"{path} is nested too deeply") from None
    except ValueError as error:
        reason = str(error)
        raise UsageError(
            f"{path} is not TOML: {reason[:1].lower()}{reason[1:]}"
        ) from None
    return _read_content(content, Place(path), is_own=is_own)


def _read_content(
    content: dict[str, object], place: Place, *, is_own: bool
) -> ProjectFile:
    known = ("environments", "default_environment", "endpoints", "defaults")
    refuse_unknown(content, known, place)
    environments = {
        name: _read_variables(variables, place.at(f"environments.{name}"))
        for name, variables in _table_at(content, "environments", place).items()
    }
    endpoints = {
        name: _read_endpoint(name, endpoint, place.at(f"endpoints.{name}"))
        for name, endpoint in _table_at(content, "endpoints", place).items()
    }
    defaults = _table_at(content, "defaults", place)
    settings = _settings_of(defaults, place.at("defaults"), is_own=is_own)
    return ProjectFile(
        path=place.file,
        is_own=is_own,
        environments=environments,
        default_environment=_default_environment(content, environments, place),
        endpoints=endpoints,
        variables=_read_variables(
            defaults.get("variables", {}), place.at("defaults.variables")
        ),
        headers=_read_fields(defaults, "headers", place.at("defaults")),
        settings=settings,
    )


def _default_environment(
    content: dict[str, object], environments: Iterable[str], place: Place
) -> str | None:
    if "default_environment" not in content:
        return None
    key = place.at("default_environment")
    name = read_text(content["default_environment"], key)
    if name not in environments:
        raise key.refuse(
            f"is {name!r}, which is no environment",
            f"there are {', '.join(environments) or 'none'}",
        )
    return name


def _settings_of(
    defaults: dict[str, object], place: Place, *, is_own: bool
) -> Settings:
    for name in () if is_own else OWN:
        if name in defaults:
            raise place.at(name).refuse(
                "is not for a project to set",
                f"use --{name.replace('_', '-')}, or your own configuration file",
            )
    known = [setting.name for setting in fields(Settings)]
    refuse_unknown(defaults, ("variables", "headers", *known), place)
    return read_settings(
        {name: value for name, value in defaults.items() if name in known}, place
    )


def _read_variables(value: object, place: Place) -> dict[str, Template]:
    variables = {}
    for name, text in read_table(value, place).items():
        if not NAME.fullmatch(name):
            raise place.at(name).refuse(
                "is not the name of a variable",
                "names have letters, digits, - and _, and begin with no digit",
            )
        variables[name] = read_template(text, place.at(name))
    return variables


def _read_endpoint(name: str, value: object, place: Place) -> Endpoint:
    if not _ENDPOINT_NAME.fullmatch(name):
        raise place.refuse(
            "is not the name of an endpoint", "names have letters, digits, -, _ and ."
        )
    table = read_table(value, place)
    refuse_unknown(
        table, (each.name for each in fields(Endpoint) if each.name != "name"), place
    )
    if "url" not in table:
        raise place.refuse("has no url", 'write url = "{{base}}/path"')
    origin = table.get("origin")
    return Endpoint(
        name=name,
        url=read_template(table["url"], place.at("url")),
        query=_read_fields(table, "query", place, is_token=False),
        cookies=_read_fields(table, "cookies", place),
        headers=_read_fields(table, "headers", place),
        subprotocols=_read_subprotocols(table.get("subprotocols", []), place),
        origin=None if origin is None else read_template(origin, place.at("origin")),
        description=read_text(table.get("description", ""), place.at("description")),
    )


def _read_subprotocols(value: object, place: Place) -> tuple[str, ...]:
    names = read_texts(value, place.at("subprotocols"))
    for name in names:
        _refuse_no_token(name, place.at("subprotocols"))
    return names


def _read_fields(
    table: dict[str, object], key: str, place: Place, *, is_token: bool = True
) -> Fields:
    inner = place.at(key)
    pairs = _table_at(table, key, place).items()
    if is_token:
        for name, _ in pairs:
            _refuse_no_token(name, inner)
    return tuple((name, read_template(value, inner.at(name))) for name, value in pairs)


def _refuse_no_token(name: str, place: Place) -> None:
    if not _TOKEN.fullmatch(name):
        raise place.refuse(
            f"has the name {name!r}, which cannot be sent",
            "names have letters, digits and -, and no blanks",
        )


def _table_at(table: dict[str, object], key: str, place: Place) -> dict[str, object]:
    return read_table(table.get(key, {}), place.at(key))
