r"""Variables in texts: `{{name}}`, `{{name?}}`, `{{env NAME}}`.

`{{name?}}` is optional: where the variable is unset, all of the item that the text is
for is left out. `{{env NAME}}` is an environment variable of the process. `\{{` stands
for the two braces themselves.
"""

import difflib
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from wscli.core.errors import UsageError

ENVIRONMENT_PREFIX = "WSCLI_VAR_"
"""Environment variables with such names may be read without being asked for."""

NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
"""What a variable may be called."""

_REFERENCE = re.compile(
    rf"(?:(?P<function>\S+)\s+)?(?P<name>{NAME.pattern})(?P<optional>\?)?"
)
_BRACES = re.compile(r"\\?\{\{")
_HINT = r"write {{NAME}}, or \{{ for the braces themselves"

# Templates refer to templates: a file that is not trusted must not grow without bound.
_MAX_SIZE = 64 * 2**10
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class Variable:
    """`{{name}}`, or `{{name?}}`."""

    name: str
    is_optional: bool = False

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{{{{{self.name}{'?' if self.is_optional else ''}}}}}"


@dataclass(frozen=True, slots=True)
class EnvironmentVariable:
    """`{{env NAME}}`, or `{{env NAME?}}`."""

    name: str
    is_optional: bool = False

    def __str__(self) -> str:
        """Return it as it is written."""
        return f"{{{{env {self.name}{'?' if self.is_optional else ''}}}}}"


Part: TypeAlias = str | Variable | EnvironmentVariable


@dataclass(frozen=True, slots=True)
class Template:
    """A text with variables in it."""

    parts: tuple[Part, ...]

    def __str__(self) -> str:
        """Return it as it is written."""
        return "".join(
            part.replace("{{", r"\{{") if isinstance(part, str) else str(part)
            for part in self.parts
        )

    def split(self, separator: str, most: int = -1) -> list["Template"]:
        """Return what stands between separators; none is in a variable.

        Args:
            separator: One character.
            most: After how many to stop.
        """
        groups: list[list[Part]] = [[]]
        for part in self.parts:
            if isinstance(part, str):
                left = most if most < 0 else most - len(groups) + 1
                first, *others = part.split(separator, left)
                groups[-1].append(first)
                groups += [[other] for other in others]
            else:
                groups[-1].append(part)
        return [Template(tuple(group)) for group in groups]


def parse_template(text: str) -> Template:
    """Read a text with variables in it.

    Raises:
        UsageError: Braces are not closed, or hold no variable.
    """
    parts: list[Part] = []
    end = 0
    for braces in _BRACES.finditer(text):
        parts.append(text[end : braces.start()])
        end = braces.end()
        if braces[0] != "{{":
            parts.append("{{")
            continue
        close = text.find("}}", end)
        where = f"the {{{{ at character {braces.start() + 1}"
        if close < 0:
            raise UsageError(f"{where} is not closed", _HINT)
        parts.append(_parse_reference(text[end:close].strip(), where))
        end = close + 2
    return Template((*parts, text[end:]))


def _parse_reference(text: str, where: str) -> Variable | EnvironmentVariable:
    match = _REFERENCE.fullmatch(text)
    if match is None:
        raise UsageError(f"{where} is not followed by the name of a variable", _HINT)
    is_optional = match["optional"] is not None
    if match["function"] is None:
        return Variable(match["name"], is_optional)
    if match["function"] != "env":
        raise UsageError(
            f"{where} is followed by {match['function']!r}, which is no function",
            "the one there is: {{env NAME}}",
        )
    return EnvironmentVariable(match["name"], is_optional)


@dataclass(frozen=True, slots=True)
class Scope:
    """The variables that a text can use.

    Attributes:
        values: Those given by the user, which stand for nothing but themselves.
        templates: Weaker ones from a file, with variables in them.
        environment: The environment variables of the process.
        allowed: Which of them may be read besides `WSCLI_VAR_...`; None is all.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    templates: Mapping[str, Template] = field(default_factory=dict)
    environment: Mapping[str, str] = field(default_factory=dict)
    allowed: frozenset[str] | None = frozenset()

    def unset(self, templates: Iterable[Template]) -> list[Variable]:
        """Return the variables without a value that some texts come down to.

        Each is there once, in order; one that is needed anywhere is not optional.
        """
        found: dict[str, Variable] = {}
        seen: set[str] = set()
        pending = [part for template in templates for part in template.parts][::-1]
        while pending:
            part = pending.pop()
            if not isinstance(part, Variable) or part.name in self.values:
                continue
            if part.name not in self.templates:
                if part.name not in found or not part.is_optional:
                    found[part.name] = part
            elif part.name not in seen:
                seen.add(part.name)
                pending += reversed(self.templates[part.name].parts)
        return list(found.values())

    def nearest(self, name: str) -> str:
        """Return the name most like this one of a variable with a value, or nothing."""
        names = sorted({*self.values, *self.templates})
        return next(iter(difflib.get_close_matches(name, names, 1)), "")


class Expander:
    """Puts values for the variables of texts that share a scope."""

    def __init__(self, scope: Scope) -> None:
        """Begin; each variable is expanded once at most."""
        self._scope = scope
        self._expanded: dict[str, str | None] = {}
        self._open: list[str] = []

    def expand(
        self, template: Template, encode: Callable[[str], str] = str
    ) -> str | None:
        """Return the text, or None where an optional variable is unset.

        Args:
            template: The text with variables.
            encode: Makes a value fit to stand in the text.

        Raises:
            UsageError: A variable is unset, refers to itself, or may not be read.
        """
        text = ""
        for part in template.parts:
            if isinstance(part, str):
                text += part
                continue
            value = self._value(part)
            if value is None and part.is_optional:
                return None
            if value is None:
                raise self._unset(part)
            text += encode(value)
            if len(text) > _MAX_SIZE:
                raise UsageError("a text grows beyond 64 KiB by its variables")
        return text

    def _value(self, part: Variable | EnvironmentVariable) -> str | None:
        if isinstance(part, EnvironmentVariable):
            return self._read_environment(part.name)
        if part.name in self._scope.values:
            return self._scope.values[part.name]
        if part.name not in self._scope.templates:
            return None
        if part.name not in self._expanded:
            self._expanded[part.name] = self._expand_variable(part.name)
        return self._expanded[part.name]

    def _expand_variable(self, name: str) -> str | None:
        if name in self._open:
            chain = " → ".join([*self._open[self._open.index(name) :], name])
            raise UsageError(f"the variable {name!r} refers to itself: {chain}")
        if len(self._open) >= _MAX_DEPTH:
            raise UsageError(f"more than {_MAX_DEPTH} variables refer to each other")
        self._open.append(name)
        try:
            return self.expand(self._scope.templates[name])
        finally:
            self._open.pop()

    def _read_environment(self, name: str) -> str | None:
        allowed = self._scope.allowed
        if allowed is None or name in allowed or name.startswith(ENVIRONMENT_PREFIX):
            return self._scope.environment.get(name)
        raise UsageError(
            f"{{{{env {name}}}}} would read an environment variable of yours",
            f"allow it with --allow-env {name}",
        )

    def _unset(self, part: Variable | EnvironmentVariable) -> UsageError:
        if isinstance(part, EnvironmentVariable):
            return UsageError(
                f"the environment variable {part.name} is not set",
                f"set it, or make it optional: {{{{env {part.name}?}}}}",
            )
        near = self._scope.nearest(part.name)
        also = f"; there is {near!r}" if near else ""
        return UsageError(
            f"the variable {part.name!r} is not set",
            f"give it with --var {part.name}=VALUE{also}",
        )
