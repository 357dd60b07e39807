"""What a project has to offer: what `wscli endpoints` lists."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from pathlib import Path

from wscli.cli.project import Given, scope_of
from wscli.cli.project_file import Endpoint, ProjectFile
from wscli.cli.project_files import Project
from wscli.cli.settings import Settings


@dataclass(frozen=True, slots=True)
class EndpointRow:
    """An endpoint, for a list.

    Attributes:
        name: Its name.
        url: Its URL as written, with variables.
        required: The variables that have to be given.
        optional: The variables that can be given.
        description: What it is, for people.
        file: The file that names it.
    """

    name: str
    url: str
    required: tuple[str, ...]
    optional: tuple[str, ...]
    description: str
    file: Path


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a value comes from: a key with dots, and the file that has it."""

    key: str
    file: Path


def endpoint_table(project: Project, given: Given) -> list[EndpointRow]:
    """Return the endpoints, file by file, in the order in which each has them."""
    counting = project.endpoints
    return [
        _row(endpoint, file, given)
        for file in project.files
        for endpoint in file.endpoints.values()
        if counting[endpoint.name] is endpoint
    ]


def list_origins(project: Project) -> list[Origin]:
    """Return where the values come from, file by file.

    An endpoint or a setting that a stronger file has too is not there twice.
    """
    origins = []
    endpoints: set[str] = set()
    settings: set[str] = set()
    for file in project.files:
        keys = [
            *_variable_keys(file),
            *(key for key in _setting_keys(file) if key not in settings),
            *_endpoint_keys(file, hidden=endpoints),
        ]
        origins += [Origin(key, file.path) for key in keys]
        settings.update(_setting_keys(file))
        endpoints.update(file.endpoints)
    return origins


def _row(endpoint: Endpoint, file: ProjectFile, given: Given) -> EndpointRow:
    unset = scope_of(file, given).unset(endpoint.templates())
    return EndpointRow(
        name=endpoint.name,
        url=str(endpoint.url),
        required=tuple(each.name for each in unset if not each.is_optional),
        optional=tuple(each.name for each in unset if each.is_optional),
        description=endpoint.description,
        file=file.path,
    )


def _variable_keys(file: ProjectFile) -> Iterator[str]:
    if file.default_environment is not None:
        yield "default_environment"
    for environment, variables in file.environments.items():
        yield from (f"environments.{environment}.{name}" for name in variables)
    yield from (f"defaults.variables.{name}" for name in file.variables)
    yield from (f"defaults.headers.{name}" for name, _ in file.headers)


def _setting_keys(file: ProjectFile) -> Iterator[str]:
    for setting in fields(Settings):
        if getattr(file.settings, setting.name) is not None:
            yield f"defaults.{setting.name}"


def _endpoint_keys(file: ProjectFile, hidden: set[str]) -> Iterator[str]:
    for name, endpoint in file.endpoints.items():
        if name in hidden:
            continue
        for each in fields(Endpoint):
            value = getattr(endpoint, each.name)
            if each.name in ("query", "cookies", "headers"):
                keys = [f"{each.name}.{key}" for key, _ in value]
            else:
                keys = [each.name] if value and each.name != "name" else []
            yield from (f"endpoints.{name}.{key}" for key in keys)
