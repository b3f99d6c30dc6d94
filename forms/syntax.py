"""How an expression is read: XLSForm's syntax to a tree, with every fault at its position."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from forms.errors import ExpressionError

LENGTH_MAX = 10_000
DEPTH_MAX = 64
CHAIN_MAX = 1_000
"""More than published forms were seen to need; far less than Python's own recursion bears, which
only depth costs."""


@dataclass(frozen=True, slots=True)
class Literal:
    value: str | float


@dataclass(frozen=True, slots=True)
class Name:
    name: str
    position: int


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Node, ...]
    position: int


@dataclass(frozen=True, slots=True)
class Binary:
    operator: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Negation:
    operand: Node


Node = Literal | Name | Call | Binary | Negation

CURRENT = "."
"""The name of the value of the item that an expression belongs to."""
PARENT = ".."
"""The row; only position(..) names it."""
COLUMN = "choice."
"""What the name of a choice's column begins with."""

_TOKEN = re.compile(
    r"""(?P<space>\s+)
      | \$\{\s*(?P<name>[^${}\s]+)\s*\}
      | (?P<number>\d+(?:\.\d*)?|\.\d+)
      | "(?P<double>[^"]*)" | '(?P<single>[^']*)'
      | (?P<word>(?:jr:)?[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<sign>!=|<=|>=|\.\.|[=<>+*(),.-])
      | (?P<outside>//?|[][|@:])""",
    re.VERBOSE,
)

_LEVELS = (
    ("or",),
    ("and",),
    ("=", "!="),
    ("<", "<=", ">", ">="),
    ("+", "-"),
    ("*", "div", "mod"),
)
"""XPath 1.0 §3.5, loosest first; all associate to the left."""
_STRENGTH = {sign: level for level, signs in enumerate(_LEVELS, 1) for sign in signs}


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


def parse_expression(source: str, has_columns: bool = False) -> Node:
    """Read an expression. Raises `ExpressionError`.

    With `has_columns` a word that calls nothing is a column's name.
    """
    if len(source) > LENGTH_MAX:
        raise ExpressionError(LENGTH_MAX, "too_long", maximum=LENGTH_MAX)
    return _Parser(tuple(_tokens(source)), len(source), has_columns).whole()


def _tokens(source: str) -> Iterator[_Token]:
    position = 0
    while position < len(source):
        found = _TOKEN.match(source, position)
        if found is None:
            quoted = source[position] in "\"'"
            reason = "unterminated_text" if quoted else "unexpected_character"
            raise ExpressionError(position, reason, text=source[position])
        kind = found.lastgroup or ""
        if kind == "outside":
            # Paths, predicates and axes: what pyxform makes of names, and what people rarely write.
            raise ExpressionError(position, "outside", text=found.group(kind))
        if kind != "space":
            yield _Token(kind, found.group(kind), position)
        position = found.end()


class _Parser:
    def __init__(self, tokens: tuple[_Token, ...], length: int, has_columns: bool) -> None:
        self._has_columns = has_columns
        self._tokens = tokens
        self._length = length
        self._next = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._chain(0)
        if (token := self._peek()) is not None:
            raise ExpressionError(token.position, "unexpected_token", text=token.text)
        return node

    def _chain(self, weakest: int) -> Node:
        """Operands joined by operators that bind more strongly than `weakest`."""
        node = self._unary()
        links = 0
        while (token := self._peek()) and (strength := _strength_of(token)) > weakest:
            self._take()
            links += 1
            if links > CHAIN_MAX:
                raise ExpressionError(token.position, "too_deep", maximum=CHAIN_MAX)
            node = Binary(token.text, node, self._chain(strength))
        return node

    def _unary(self) -> Node:
        token = self._take()
        if token.kind == "sign" and token.text == "-":
            return self._nested(lambda: Negation(self._unary()), token)
        return self._primary(token)

    def _primary(self, token: _Token) -> Node:
        match token.kind:
            case "number":
                return Literal(float(token.text))
            case "double" | "single":
                return Literal(token.text)
            case "name":
                return Name(token.text, token.position)
            case "word":
                if self._has_columns and not self._is_next("("):
                    return Name(COLUMN + token.text, token.position)
                self._expect("(")
                return self._nested(lambda: self._call(token), token)
        if token.text == CURRENT:
            return Name(CURRENT, token.position)
        if token.text == PARENT:
            return self._parent(token)
        if token.text == "(":
            return self._nested(self._group, token)
        raise ExpressionError(token.position, "unexpected_token", text=token.text)

    def _parent(self, token: _Token) -> Node:
        """`..` is the row itself, and only position() asks for it."""
        asked = self._tokens[max(0, self._next - 3) : self._next - 1]
        if [each.text for each in asked] != ["position", "("] or not self._is_next(")"):
            raise ExpressionError(token.position, "outside", text=PARENT)
        return Name(PARENT, 0)

    def _is_next(self, sign: str) -> bool:
        token = self._peek()
        return token is not None and token.kind == "sign" and token.text == sign

    def _group(self) -> Node:
        node = self._chain(0)
        self._expect(")")
        return node

    def _call(self, word: _Token) -> Node:
        arguments: list[Node] = []
        if not self._accept(")"):
            arguments.append(self._chain(0))
            while self._accept(","):
                arguments.append(self._chain(0))
            self._expect(")")
        return Call(word.text, tuple(arguments), word.position)

    def _nested(self, read: Callable[[], Node], token: _Token) -> Node:
        self._depth += 1
        if self._depth > DEPTH_MAX:
            raise ExpressionError(token.position, "too_deep", maximum=DEPTH_MAX)
        node = read()
        self._depth -= 1
        return node

    def _peek(self) -> _Token | None:
        return self._tokens[self._next] if self._next < len(self._tokens) else None

    def _take(self) -> _Token:
        token = self._peek()
        if token is None:
            raise ExpressionError(self._length, "unexpected_end")
        self._next += 1
        return token

    def _accept(self, sign: str) -> bool:
        if not self._is_next(sign):
            return False
        self._next += 1
        return True

    def _expect(self, sign: str) -> None:
        if not self._accept(sign):
            token = self._take()
            raise ExpressionError(token.position, "unexpected_token", text=token.text, wanted=sign)


def _strength_of(token: _Token) -> int:
    """From 1, the loosest; 0 for what joins nothing."""
    return _STRENGTH.get(token.text, 0) if token.kind in ("sign", "word") else 0
