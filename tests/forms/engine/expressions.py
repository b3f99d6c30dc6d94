"""Expressions over one form that has an item of every kind: those of the truth tables, and random.

What is drawn is text as a person might type it. Every part of the subset is drawn, with arguments
of the type that it asks for and, one time in five, of another.
"""

from collections.abc import Callable, Sequence
from random import Random
from typing import Any

from forms.definition import AnswerType, Choice, ChoiceList, Form, Item, Repeat, Section, Text
from tests.forms.engine.filling import Entry

WORDS = Text("词", "words")
KINDS = (
    Choice("dry", Text("干粉", "Dry powder"), columns=(("years", "10"),)),
    Choice("co2", Text("二氧化碳", "Carbon dioxide"), columns=(("years", "12"),)),
    Choice("foam", Text("泡沫", "Foam"), columns=(("years", "10"),)),
)
STRANGE = 0.2
ROW = "2"
"""Where the expressions stand: the second row of three."""

ENTRIES = (
    Entry("word", "abc"),
    Entry("padded", " a  bc "),
    Entry("many", "dry co2 foam"),
    Entry("kind", "co2"),
    Entry("whole", "7"),
    Entry("part", "-2.5"),
    Entry("nought", "0"),
    Entry("day", "2026-03-07"),
    Entry("moment", "2026-03-07T05:06:07.089Z"),
    Entry("spot", "0.5 0.5 0 0"),
    Entry("dent", "1 1 0 0"),
    Entry("yard", "0 0 0 0;0 2 0 0;1 0.4 0 0;2 2 0 0;2 0 0 0;0 0 0 0"),
    *(Entry("readings", text, row) for row, text in (("1", "3"), ("2", "5"))),
    *(Entry("held", text, row) for row, text in (("1", "1"), ("2", "0"), ("3", "1"))),
    *(Entry("reading", text, row) for row, text in (("1", "3"), ("2", "5"))),
)
COUNTS = {"more": 3, "holding": 3, "rows": 3}


def form_of(expressions: Sequence[str]) -> Form:
    """Each expression is computed as text, in the second of three rows."""
    plain = [_noted(code, AnswerType.text) for code in ("blank", "word", "padded")]
    plain += [_noted(code, AnswerType.integer) for code in ("whole", "nought")]
    plain += [_noted("part", AnswerType.number), _noted("day", AnswerType.date)]
    plain += [_noted("moment", AnswerType.text)]
    plain += [_noted(code, AnswerType.geopoint) for code in ("spot", "dent")]
    plain += [_noted("yard", AnswerType.geoshape)]
    listed = {"choices": KINDS, "choice_list": "kinds"}
    plain += [_noted("many", AnswerType.choices, **listed)]
    plain += [_noted("kind", AnswerType.choice, **listed)]
    computed = [
        _noted(f"e{number}", AnswerType.calculate, calculation=f"concat(string({source}), '|')")
        for number, source in enumerate(expressions)
    ]
    whole = AnswerType.integer
    return Form(
        "expressions",
        1,
        "general",
        WORDS,
        (
            Section("plain", WORDS, items=tuple(plain)),
            _rows("more", _noted("readings", whole)),
            _rows("holding", _noted("held", whole)),
            _rows("nothing", _noted("none", whole), count="0"),
            _rows("rows", _noted("reading", whole), *computed),
        ),
        choice_lists=(ChoiceList("kinds", KINDS),),
    )


def _noted(code: str, answer: AnswerType, **more: object) -> Item:
    return Item(code, answer, label=WORDS, judged=False, required=False, **more)


def _rows(section: str, *items: Item, count: str | None = None) -> Section:
    minimum = 1 if count else COUNTS[section]
    return Section(section, WORDS, items=items, repeat=Repeat(WORDS, minimum=minimum, count=count))


class Writer:
    """Draws expressions."""

    def __init__(self, chance: Random) -> None:
        self._chance = chance

    def expression(self, depth: int = 3) -> str:
        return self._pick(self._number, self._text, self._truth, self._day)(depth)

    def _pick(self, *ways: Any) -> Any:
        return self._chance.choice(ways)

    def _of(self, own: Callable[[int], str], depth: int) -> str:
        """An argument: mostly of the type that is asked for."""
        if self._chance.random() > STRANGE:
            return own(depth - 1)
        # Web Forms writes what is no number as nothing: text is made of numbers that are some.
        number = self._sure if own == self._text else self._number
        return self._pick(number, self._text, self._truth)(depth - 1)

    def _sure(self, depth: int) -> str:
        return self._pick("0", "2", "-1", "0.5", "${whole}", "${part}", "position(..)")

    def _number(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(
                *("0", "1", "2", "3", "0.5", "2.5", "10", "-1", "-2.5", "1000000"),
                *("${whole}", "${part}", "${nought}", "${reading}", "${blank}", "${day}"),
            )
        n = lambda: self._of(self._number, depth)  # noqa: E731
        t = lambda: self._of(self._text, depth)  # noqa: E731
        return self._pick(
            lambda: f"({n()} {self._pick('+', '-', '*', 'div', 'mod')} {n()})",
            lambda: f"{self._pick('int', 'round', 'floor', 'ceiling', 'abs', 'number')}({n()})",
            lambda: f"round({n()}, {self._pick('0', '1', '2', '-1')})",
            lambda: f"pow({n()}, {self._pick('1', '2', '0.5', '-1')})",
            lambda: f"{self._pick('min', 'max')}({n()}, {n()})",
            lambda: f"{self._pick('min', 'max', 'sum', 'count')}(${{held}})",
            lambda: f"count-non-empty({self._nodes()})",
            lambda: f"sqrt({n()})",
            lambda: f"string-length({t()})",
            lambda: f"count-selected({self._chosen(depth)})",
            lambda: f"decimal-date-time({self._day(depth - 1)})",
            lambda: f"decimal-time('{self._pick('00:00:00', '06:30:00', '23:59:59.5')}')",
            lambda: f"if({self._truth(depth - 1)}, {n()}, {n()})",
            lambda: f"coalesce({n()}, {n()})",
            lambda: "position(..)",
            lambda: f"indexed-repeat(${{reading}}, ${{rows}}, {self._pick('1', '2', '3')})",
            lambda: f"-({n()})",
        )()

    def _text(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(
                *("''", "'abc'", "'a b'", "' x '", "'12'", "'1.50'", "'-3'", "'true'", "'消防'"),
                *("${word}", "${padded}", "${blank}", "${many}", "${kind}", "${moment}"),
            )
        t = lambda: self._of(self._text, depth)  # noqa: E731
        return self._pick(
            lambda: f"concat({t()}, {t()})",
            lambda: f"concat({self._nodes()}, {t()})",
            lambda: f"join({t()}, {t()}, {t()})",
            lambda: f"join('-', {self._nodes()})",
            lambda: f"substr({t()}, {self._index()})",
            lambda: f"substr({t()}, {self._index()}, {self._index()})",
            lambda: f"{self._pick('substring-before', 'substring-after')}({t()}, {t()})",
            lambda: f"translate({t()}, 'abc', '{self._pick('ABC', 'x', '')}')",
            lambda: f"normalize-space({t()})",
            lambda: f"selected-at({self._chosen(depth)}, {self._pick('0', '1', '2', '5')})",
            lambda: f"string({self._sure(0)})",
            lambda: f"if({self._truth(depth - 1)}, {t()}, {t()})",
            lambda: f"coalesce({t()}, {t()})",
            lambda: f"format-date({self._day(depth - 1)}, '{self._pick(*_DATES)}')",
            lambda: f"format-date-time({self._day(depth - 1)}, '{self._pick(*_TIMES)}')",
            # Of no cell the others make a nodeset without nodes: as text all have the same.
            lambda: f"concat('', pulldata('kinds', 'years', 'name', {self._text(0)}))",
        )()

    def _truth(self, depth: int) -> str:
        if depth <= 0:
            return self._pick("true()", "false()", "${blank} = ''", "${whole} > 5")
        n = lambda: self._of(self._number, depth)  # noqa: E731
        t = lambda: self._of(self._text, depth)  # noqa: E731
        b = lambda: self._of(self._truth, depth)  # noqa: E731
        return self._pick(
            lambda: f"({n()} {self._pick('=', '!=', '<', '<=', '>', '>=')} {n()})",
            lambda: f"({t()} {self._pick('=', '!=')} {t()})",
            lambda: f"({self._nodes()} {self._pick('=', '!=', '<', '>')} {n()})",
            lambda: f"({self._day(0)} {self._pick('=', '<', '>=')} {self._day(0)})",
            lambda: f"({b()} {self._pick('and', 'or')} {b()})",
            lambda: f"{self._pick('not', 'boolean')}({b()})",
            lambda: f"boolean-from-string({t()})",
            lambda: f"{self._pick('contains', 'starts-with', 'ends-with')}({t()}, {t()})",
            lambda: f"selected({self._chosen(depth)}, {self._text(depth - 1)})",
            lambda: f"regex({t()}, '{self._pick(*_PATTERNS)}')",
            lambda: f"checklist({self._pick('-1', '1', '2')}, 2, {b()}, {b()})",
        )()

    def _day(self, depth: int) -> str:
        if depth <= 0:
            return self._pick(
                "${day}", "'2026-03-07'", "'2025-12-31'", "today()", "date('2024-02-29')"
            )
        return self._pick(
            lambda: f"date({self._day(depth - 1)})",
            lambda: f"date({self._pick('0', '0.5', '20000', '${whole}')})",
            lambda: f"date-time({self._day(depth - 1)})",
            lambda: "date-time('2026-03-07T05:06:07.089Z')",
            lambda: f"date(decimal-date-time({self._day(depth - 1)}) + {self._pick('1', '30')})",
        )()

    def _chosen(self, depth: int) -> str:
        return self._pick("${many}", "${many}", "${kind}", "${blank}", self._text(0))

    def _index(self) -> str:
        return self._pick("0", "1", "2", "3", "-1", "-2", "9", "${whole}")

    def _nodes(self) -> str:
        return self._pick("${readings}", "${held}", "${none}")


_DATES = ("%Y-%m-%d", "%d/%m/%y", "%e %b %Y", "%n", "%a")
_TIMES = ("%Y-%m-%dT%H:%M:%S", "%H:%M", "%h.%3")
_PATTERNS = ("^[a-z]+$", ".*[0-9].*", "^[0-9]{2}$", "^$", "^a.c$")
