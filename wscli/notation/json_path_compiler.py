r"""Compiling JSONPath with the `jsonpath` library, in its strict mode.

Where that mode is not what RFC 9535 says, a subclass puts it right:

- a whole number keeps all of its digits, and `1e400` is a number;
- a slice selects nothing from a string;
- `@` alone asks whether there is a value, not whether that value is true;
- `$` is the message inside of nested filters too, and a message may be a string;
- truth values have no order, and `true` is not 1 inside of arrays either;
- `!$.a == 1` and `<>` are errors.

What stays is that the library refuses `\u0000` to `\u001f` in string literals, where
`\n` and the like are the usual way to write them.
"""

import re
from collections.abc import Iterable
from typing import Any

from jsonpath import (
    UNDEFINED,
    JSONPathEnvironment,
    JSONPathError,
    JSONPathMatch,
    JSONPathSyntaxError,
    NodeList,
)
from jsonpath.filter import (
    BaseExpression,
    FilterExpression,
    FloatLiteral,
    InfixExpression,
    IntegerLiteral,
    PrefixExpression,
    RelativeFilterQuery,
    RootFilterQuery,
)
from jsonpath.parse import Parser
from jsonpath.path import JSONPath
from jsonpath.selectors import Filter, FilterContext, SliceSelector
from jsonpath.stream import TokenStream
from jsonpath.token import TOKEN_EOF, TOKEN_FILTER, TOKEN_LG, Token

from wscli.core.errors import UsageError
from wscli.core.payload import JsonValue
from wscli.notation.json_match import differences

_SHOWN = 60
"""Characters of a JSONPath that the sentence about it repeats."""

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,999})")
_LOGICAL = (InfixExpression, PrefixExpression)
_TOKEN_KIND = re.compile(r"'?TOKEN_([A-Z_]+)'?")


class Condition:
    """A logical expression about messages, compiled."""

    def __init__(self, expression: FilterExpression) -> None:
        """Take the expression of the library."""
        self._expression = expression

    def __call__(self, message: JsonValue) -> bool:
        """Whether it is true of the message; of one nested too deeply it is not."""
        # The library wants an array or object here, and never asks whether it is.
        root: Any = message
        context = FilterContext(env=_RFC9535, current=root, root=root)
        try:
            return self._expression.evaluate(context)
        except RecursionError:
            return False


def compile_condition(text: str) -> Condition:
    """Return the condition that a query or a logical expression states.

    Raises:
        UsageError: It is neither; the sentence says where and why.
    """
    try:
        return Condition(_parse(text))
    except JSONPathError as error:
        reason = _in_words(error)
    except RecursionError:
        reason = "it is nested too deeply"
    except ValueError:
        # What is left is Python's guard against slow conversions (4,300 digits).
        reason = "a number in it has too many digits"
    shown = text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
    raise UsageError(
        f"the JSONPath {shown!r} cannot be used: {reason}",
        """write a query such as $.items[0].id, or a condition: $.type == "update\"""",
    )


def _parse(text: str) -> FilterExpression:
    stream = TokenStream(_RFC9535.lexer.tokenize(text))
    # What the library parses alone is a whole selector: `?` and the expression.
    stream.tokens.insert(0, Token(TOKEN_FILTER, "?", 0, text))
    selector = _RFC9535.parser.parse_filter_selector(stream)
    if stream.current().kind != TOKEN_EOF:
        raise _unexpected(stream.current())
    assert isinstance(selector, Filter)
    return selector.expression


def _in_words(error: JSONPathError) -> str:
    message = _TOKEN_KIND.sub(
        lambda kind: kind[1].lower().replace("_", " "), str(error.message)
    )
    if error.token is None:
        return message
    if error.token.kind == TOKEN_EOF:
        return f"{message} at its end"
    return f"{message} at character {error.token.index + 1}"


def _unexpected(token: Token) -> JSONPathSyntaxError:
    return JSONPathSyntaxError(f"unexpected {token.value!r}", token=token)


def _select(path: JSONPath, start: object, context: FilterContext) -> NodeList:
    node = JSONPathMatch(
        filter_context={},
        obj=start,
        parent=None,
        path="",
        parts=(),
        root=context.root,
    )
    nodes: Iterable[JSONPathMatch] = [node]
    for segment in path.segments:
        nodes = segment.resolve(nodes)
    return NodeList(nodes)


class _RelativeQuery(RelativeFilterQuery):
    """`@...` in a filter."""

    __slots__ = ()

    def evaluate(self, context: FilterContext) -> NodeList:
        return _select(self.path, context.current, context)


class _RootQuery(RootFilterQuery):
    """`$...` in a filter."""

    __slots__ = ()

    def evaluate(self, context: FilterContext) -> NodeList:
        return _select(self.path, context.root, context)


class _ArraySlice(SliceSelector):
    """`[1:3]`."""

    __slots__ = ()

    def resolve(self, node: JSONPathMatch) -> Iterable[JSONPathMatch]:
        return super().resolve(node) if isinstance(node.obj, list) else ()


class _Parser(Parser):
    """The library's parser, with the nodes above."""

    def parse_absolute_query(self, stream: TokenStream) -> BaseExpression:
        query = super().parse_absolute_query(stream)
        assert isinstance(query, RootFilterQuery)
        return _RootQuery(query.path)

    def parse_relative_query(self, stream: TokenStream) -> BaseExpression:
        query = super().parse_relative_query(stream)
        assert isinstance(query, RelativeFilterQuery)
        return _RelativeQuery(query.path)

    def parse_slice(self, stream: TokenStream) -> SliceSelector:
        whole = super().parse_slice(stream)
        part = whole.slice
        return _ArraySlice(
            env=self.env,
            token=whole.token,
            start=part.start,
            stop=part.stop,
            step=part.step,
        )

    def parse_integer_literal(self, stream: TokenStream) -> BaseExpression:
        token = stream.next()
        digits, exponent, _ = token.value.lower().partition("e")
        if not _INTEGER.fullmatch(digits):
            raise JSONPathSyntaxError("a number that is not JSON's", token=token)
        if exponent:
            return FloatLiteral(value=float(token.value))
        return IntegerLiteral(value=int(digits))

    def parse_infix_expression(
        self, stream: TokenStream, left: BaseExpression
    ) -> BaseExpression:
        operator = stream.current()
        expression = super().parse_infix_expression(stream, left)
        assert isinstance(expression, InfixExpression)
        if operator.kind == TOKEN_LG:
            raise _unexpected(operator)
        sides = expression.left, expression.right
        if not expression.logical and any(isinstance(side, _LOGICAL) for side in sides):
            raise JSONPathSyntaxError(
                "only values can be compared, so write !(...) around a comparison,",
                token=operator,
            )
        return expression


class _Environment(JSONPathEnvironment):
    """The library in its strict mode, with the parser above."""

    parser_class = _Parser

    def compare(self, left: object, operator: str, right: object) -> bool:
        match operator:
            case "==":
                return _is_equal(left, right)
            case "!=":
                return not _is_equal(left, right)
            case "<":
                return _is_less(left, right)
            case ">":
                return _is_less(right, left)
            case "<=":
                return _is_less(left, right) or _is_equal(left, right)
            case ">=":
                return _is_less(right, left) or _is_equal(left, right)
            case _:
                return super().compare(left, operator, right)


def _is_equal(left: Any, right: Any) -> bool:  # noqa: ANN401  the library's operands
    if _is_nothing(left) or _is_nothing(right):
        return _is_nothing(left) and _is_nothing(right)
    return next(differences(left, right, is_exact=True), None) is None


def _is_less(left: object, right: object) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return False
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    numbers = int | float
    return isinstance(left, numbers) and isinstance(right, numbers) and left < right


def _is_nothing(operand: object) -> bool:
    # A list of nodes that has one was replaced by its value.
    return operand is UNDEFINED or isinstance(operand, NodeList)


_RFC9535 = _Environment(strict=True)
