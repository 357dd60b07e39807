"""What a target means in a project: a URL, or the name of an endpoint."""

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from wscli.cli.project_file import Endpoint, Fields, ProjectFile
from wscli.cli.project_files import FILE_NAME, Project
from wscli.cli.url_template import expand_url
from wscli.core.errors import UsageError
from wscli.core.events import Headers
from wscli.core.redact import show_url
from wscli.core.url import Url, is_url, parse_url
from wscli.notation.variables import Expander, Scope, Template, parse_template

_HOST_WITHOUT_SCHEME = re.compile(r"[^:/?#{}]+/")
_SENDABLE = re.compile(r"[\t\x20-\x7e\u0080-\u00ff]*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What the user gives that the files leave open.

    Attributes:
        environment: The name of an environment; None leaves the choice to the file.
        variables: Values of variables, stronger than those of files.
        process: The environment variables of the process.
        allowed: Those of them that a project's file may read besides `WSCLI_VAR_...`.
    """

    environment: str | None = None
    variables: Mapping[str, str] = field(default_factory=dict)
    process: Mapping[str, str] = field(default_factory=dict)
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """What a target comes down to.

    Attributes:
        url: Where to go.
        headers: Header fields, each name once.
        cookies: Names and values.
        subprotocols: To offer, in order of preference.
        origin: The `Origin` header field, if any.
        endpoint: The name of the endpoint; empty for a URL.
        unset: Optional variables without a value, whose items were left out.
        variables: The names of all variables that a value can be given for.
    """

    url: Url
    headers: Headers = ()
    cookies: tuple[tuple[str, str], ...] = ()
    subprotocols: tuple[str, ...] = ()
    origin: str | None = None
    endpoint: str = ""
    unset: tuple[str, ...] = ()
    variables: frozenset[str] = frozenset()


def choose_environment(file: ProjectFile, wanted: str | None) -> str | None:
    """Return the name of the environment of a file that counts.

    That is the one wanted, else the file's `default_environment`, else the only one
    there is. Of several none is taken by chance: it could be the wrong one.
    """
    if wanted in file.environments:
        return wanted
    if file.default_environment is not None:
        return file.default_environment
    return next(iter(file.environments)) if len(file.environments) == 1 else None


def scope_of(file: ProjectFile, given: Given) -> Scope:
    """Return the variables that the texts of a file can use."""
    chosen = choose_environment(file, given.environment)
    inner = {} if chosen is None else file.environments[chosen]
    return Scope(
        values=given.variables,
        templates={**file.variables, **inner},
        environment=given.process,
        allowed=None if file.is_own else given.allowed,
    )


def resolve(text: str, project: Project, given: Given) -> Resolved:
    """Return what a target means: a URL, `:PORT/PATH`, or the name of an endpoint.

    Raises:
        UsageError: It is none of these, or a variable that it needs is not set.
    """
    if is_url(text) or "{{" in text:
        refuse_unknown_environment(given.environment, project.environments)
        return _resolve_url(text, project, given)
    for file in project.files:
        if text in file.endpoints:
            refuse_unknown_environment(given.environment, file.environments)
            try:
                return _resolve_endpoint(file.endpoints[text], file, given)
            except UsageError as error:
                raise UsageError(
                    f"endpoint {text!r}: {error.sentence}", error.hint
                ) from None
    raise _unknown_endpoint(text, project)


def _resolve_endpoint(endpoint: Endpoint, file: ProjectFile, given: Given) -> Resolved:
    replaced = {name.lower() for name, _ in endpoint.headers}
    defaults = tuple(item for item in file.headers if item[0].lower() not in replaced)
    templates = [*endpoint.templates(), *(value for _, value in defaults)]
    scope = scope_of(file, given)
    _refuse_unset(templates, scope, file, given)
    expander = Expander(scope)
    origin = () if endpoint.origin is None else (("Origin", endpoint.origin),)
    return Resolved(
        url=parse_url(expand_url(endpoint.url, expander, endpoint.query)),
        headers=_expanded((*defaults, *endpoint.headers), expander),
        cookies=_expanded(endpoint.cookies, expander, forbidden=";"),
        subprotocols=endpoint.subprotocols,
        origin=dict(_expanded(origin, expander)).get("Origin"),
        endpoint=endpoint.name,
        unset=tuple(each.name for each in scope.unset(templates)),
        variables=_names(templates, scope),
    )


def _resolve_url(text: str, project: Project, given: Given) -> Resolved:
    if _HOST_WITHOUT_SCHEME.match(text):
        raise UsageError(
            f"{show_url(text)!r} is neither a URL nor the name of an endpoint",
            "write wss://... or ws://... for a URL",
        )
    headers: dict[str, tuple[str, str]] = {}
    for file in reversed(project.files):
        for name, value in _default_headers(file, given):
            headers[name.lower()] = name, value
    files = project.files or (ProjectFile(Path(FILE_NAME)),)
    url, template = text, Template((text,))
    if "{{" in text:
        url, template = _expanded_url(text, files[0], given)
    names = (
        _names([template, *(value for _, value in file.headers)], scope_of(file, given))
        for file in files
    )
    return Resolved(
        url=parse_url(url),
        headers=tuple(headers.values()),
        variables=frozenset().union(*names),
    )


def _default_headers(file: ProjectFile, given: Given) -> Headers:
    scope = scope_of(file, given)
    try:
        _refuse_unset([value for _, value in file.headers], scope, file, given)
        return _expanded(file.headers, Expander(scope))
    except UsageError as error:
        sentence = f"{file.path}: defaults.headers: {error.sentence}"
        raise UsageError(sentence, error.hint) from None


def _expanded_url(text: str, file: ProjectFile, given: Given) -> tuple[str, Template]:
    scope = scope_of(file, given)
    try:
        template = parse_template(text)
        _refuse_unset([template], scope, file, given)
        return expand_url(template, Expander(scope)), template
    except UsageError as error:
        sentence = f"the URL {show_url(text)!r}: {error.sentence}"
        raise UsageError(sentence, error.hint) from None


def _names(templates: Iterable[Template], scope: Scope) -> frozenset[str]:
    """Return the variables of a scope, and those that some texts come down to."""
    needed = replace(scope, values={}).unset(templates)
    return frozenset((*scope.templates, *(each.name for each in needed)))


def _refuse_unset(
    templates: Iterable[Template], scope: Scope, file: ProjectFile, given: Given
) -> None:
    unset = scope.unset(templates)
    names = [each.name for each in unset if not each.is_optional]
    if not names:
        return
    knowing = [
        f"-e {name}"
        for name, variables in file.environments.items()
        if names[0] in variables
    ]
    if knowing and choose_environment(file, given.environment) is None:
        raise UsageError(
            f"no environment is chosen that gives the variable {names[0]!r}",
            f"choose one with {' or '.join(knowing)}",
        )
    near = scope.nearest(names[0])
    shown = " and ".join(map(repr, names))
    raise UsageError(
        f"the variable {shown} is not set"
        if len(names) == 1
        else f"the variables {shown} are not set",
        f"write {' '.join(f'--var {name}=VALUE' for name in names)}"
        + (f"; there is {near!r}" if near else ""),
    )


def _expanded(
    pairs: Fields, expander: Expander, forbidden: str = ""
) -> tuple[tuple[str, str], ...]:
    expanded = []
    for name, template in pairs:
        value = expander.expand(template)
        if value is None:
            continue
        if not (_SENDABLE.fullmatch(value) and set(value).isdisjoint(forbidden)):
            # The value is not repeated, since it may be a credential.
            raise UsageError(
                f"the value of {name} has a character that cannot be sent",
                "control characters, and those beyond Latin-1, have to be encoded",
            )
        expanded.append((name, value))
    return tuple(expanded)


def refuse_unknown_environment(wanted: str | None, names: Iterable[str]) -> None:
    known = list(names)
    if wanted is None or wanted in known:
        return
    near = difflib.get_close_matches(wanted, known, 1)
    raise UsageError(
        f"there is no environment {wanted!r}",
        f"did you mean {near[0]!r}?"
        if near
        else f"there are {', '.join(known) or 'none'}",
    )


def _unknown_endpoint(name: str, project: Project) -> UsageError:
    if not project.files:
        return UsageError(
            f"there is no endpoint {name!r}, and no {FILE_NAME} here or above",
            "write a URL such as ws://localhost:8000/ws",
        )
    near = difflib.get_close_matches(name, project.endpoints, 1)
    if near:
        hint = f"did you mean {near[0]!r}? "
    else:
        hint = "write wss://... for a URL; " if "." in name else ""
    return UsageError(
        f"there is no endpoint {name!r}", f"{hint}`wscli endpoints` lists all there are"
    )
