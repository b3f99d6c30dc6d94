"""What the names of a form stand for while it is filled in, computed when asked and only once."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from forms.answers import Answer, slot_of
from forms.computing import chosen_in, offered
from forms.context import Context, as_value
from forms.definition import Item, Section
from forms.logic import compile_expression, holds
from forms.syntax import CURRENT
from forms.values import Nodes, Value, single, to_answer
from forms.wiring import Reached, Wiring

ROWS_MAX = 200
"""Of a section that repeats; the schema allows no more."""


@dataclass(frozen=True, slots=True)
class Found:
    """One item, for one asset or row or in general."""

    is_relevant: bool
    answer: Answer | None
    """What was said, or computed, or what the item begins with."""

    def value(self) -> object:
        """The value; the result where there is none. What is not asked counts as empty."""
        if not self.is_relevant or self.answer is None:
            return None
        if self.answer.value is not None:
            return self.answer.value
        return self.answer.result.value if self.answer.result else None

    def result(self) -> str:
        is_said = self.is_relevant and self.answer is not None and self.answer.result
        return self.answer.result.value if is_said and self.answer and self.answer.result else ""


class SheetValues:
    """Answers and what follows from them. Lasts as long as the answers do."""

    def __init__(
        self,
        wiring: Wiring,
        context: Context,
        assets: Mapping[str, Mapping[str, object]],
        answers: Mapping[str, Answer],
        found: dict[str, dict[str, Found]] | None = None,
        constant: dict[str, bool] | None = None,
    ) -> None:
        """`assets` are the names of each scanned asset, `found` and `constant` what is known."""
        self.wiring = wiring
        self.assets = assets
        self.answers = answers
        self._unit = context
        self._found = found if found is not None else {}
        self._constant = constant if constant is not None else {}
        self._conditions: dict[tuple[str, str], bool] = {}

    def after(self, answers: Mapping[str, Answer], reached: Collection[Reached]) -> SheetValues:
        """The same for other answers; only what they reach is computed again."""
        found = dict(self._found)
        for code, where in reached:
            if where is None:
                found.pop(code, None)
            elif code in found:
                found[code] = {a: each for a, each in found[code].items() if a != where}
        return SheetValues(self.wiring, self._unit, self.assets, answers, found, self._constant)

    def found(self, code: str, asset: str) -> Found:
        by_asset = self._found.setdefault(code, {})
        if asset not in by_asset:
            # Whatever asks for this while it is computed goes in a circle: it gets nothing.
            by_asset[asset] = _NOTHING
            by_asset[asset] = self._find(code, asset)
        return by_asset[asset]

    def context(self, section: Section, asset: str) -> Context:
        return Context(self._unit.today, Scope(self, section, asset), self._unit.now)

    def rows(self, section: Section) -> tuple[str, ...]:
        """A row to write in always waits behind those that are filled in."""
        repeat = section.repeat
        if repeat is None:
            return ("",)
        most = min(repeat.maximum or ROWS_MAX, ROWS_MAX)
        if repeat.count is not None:
            count = compile_expression(repeat.count).value(self.context(section, ""))
            wanted = to_answer(count)
            number = int(wanted) if isinstance(wanted, int | float) else 0
            return _numbered(min(max(number, 0), most))
        filled = max((int(row) for row in self._rows_with_answers(section)), default=0)
        return _numbered(min(max(repeat.minimum, filled + 1), most))

    def is_spare(self, section: Section, row: str) -> bool:
        """A row that is beyond what must be there, and in which nothing was written."""
        repeat = section.repeat
        if repeat is None or repeat.count is not None or int(row) <= repeat.minimum:
            return False
        own = (self.answers.get(slot_of(item.code, row)) for item in section.items)
        return all(answer is None or answer.is_blank for answer in own)

    def filled_rows(self, section: Section) -> tuple[str, ...]:
        return tuple(row for row in self.rows(section) if not self.is_spare(section, row))

    def instances(self, section: Section) -> tuple[str, ...]:
        """The rows or assets for which a section is filled in."""
        if section.repeat is not None:
            return self.filled_rows(section)
        if section.asset_kind is None:
            return ("",)
        kind = section.asset_kind
        return tuple(id for id, names in self.assets.items() if names["asset.kind"] == kind)

    def is_met(self, source: str | None, section: Section, asset: str) -> bool:
        """What depends on the unit alone is the same for every asset: it is computed once."""
        if source is None:
            return True
        if source in self._constant:
            return self._constant[source]
        if (source, key := slot_of(section.id, asset)) in self._conditions:
            return self._conditions[source, key]
        is_met = holds(source, self.context(section, asset))
        names = compile_expression(source).names
        if all(self._unit.names.get(name) is not None for name in names):
            self._constant[source] = is_met
        elif source == section.relevant:
            self._conditions[source, key] = is_met
        return is_met

    @property
    def today(self) -> date:
        return self._unit.today

    def unit_value(self, name: str) -> object:
        return self._unit.names.get(name)

    def _find(self, code: str, asset: str) -> Found:
        section, item = self.wiring.section_of[code], self.wiring.items[code]
        conditions = (section.relevant, *self.wiring.conditions[code])
        if not all(self.is_met(source, section, asset) for source in conditions):
            return _NOTHING
        said = self.answers.get(slot_of(code, asset))
        if item.calculation is not None:
            return Found(True, self._computed(item, section, asset, said))
        if said is None:
            said = self._begun(item, section, asset)
        return Found(True, said)

    def _computed(
        self, item: Item, section: Section, asset: str, said: Answer | None
    ) -> Answer | None:
        context = self.context(section, asset).with_values({CURRENT: said.value if said else None})
        value = to_answer(compile_expression(item.calculation or "''").value(context))
        return Answer(item.code, asset, value=value)

    def _begun(self, item: Item, section: Section, asset: str) -> Answer | None:
        value = item.default
        if item.default_from is not None:
            source = compile_expression(item.default_from)
            value = to_answer(source.value(self.context(section, asset)))
        return None if value is None else Answer(item.code, asset, value=value)

    def _rows_with_answers(self, section: Section) -> list[str]:
        codes = {item.code for item in section.items}
        said = (each for each in self.answers.values() if each.item in codes and not each.is_blank)
        return [each.asset for each in said if each.asset.isdigit()]


class Scope:
    """The names as one row or asset sees them."""

    __slots__ = ("_asset", "_section", "_values")

    def __init__(self, values: SheetValues, section: Section, asset: str) -> None:
        self._values = values
        self._section = section
        self._asset = asset

    @property
    def position(self) -> int:
        return int(self._asset) if self._section.repeat and self._asset else 0

    def get(self, name: str, /) -> object:
        values = self._values
        code = name.removesuffix(".result")
        if code in values.wiring.items:
            return self._of_item(code, is_result=code != name)
        if name in values.wiring.row_sections:
            return Nodes(values.filled_rows(values.wiring.row_sections[name]))
        own = values.assets.get(self._asset)
        if own is not None and name in own:
            return own[name]
        return values.unit_value(name)

    def every(self, name: str) -> Nodes:
        values = self._values
        if name not in values.wiring.items:
            return Nodes((single(as_value(self.get(name))),))
        section = values.wiring.section_of[name]
        seen = (values.found(name, asset).value() for asset in values.instances(section))
        return Nodes(single(as_value(value)) for value in seen)

    def label(self, name: str, value: str) -> str:
        item = self._values.wiring.items.get(name)
        if item is None:
            return ""
        context = Context(self._values.today, self)
        # Of choices of one name the one that is offered.
        choices = (*offered(item, context), *item.choices)
        labels = {choice.value: choice.label.zh for choice in reversed(choices)}
        return ", ".join(labels[each] for each in chosen_in(item, value) if each in labels)

    def found(self, table: str, column: str, key_column: str, key: str) -> str:
        return self._values.wiring.tables.find(table, column, key_column, key)

    def _of_item(self, code: str, is_result: bool) -> object:
        values = self._values
        section = values.wiring.section_of[code]
        is_inside = values.wiring.share_scope(code, self._section)
        if is_inside or not (section.repeat or section.asset_kind):
            asset = self._asset if is_inside else ""
            return self._one(code, asset, is_result)
        return Nodes(self._one(code, asset, is_result) for asset in self._all(section, code))

    def _all(self, section: Section, code: str) -> tuple[str, ...]:
        """What was answered before the first scan counts as one more thing."""
        instances = self._values.instances(section)
        is_general = section.asset_kind is not None and code in self._values.answers
        return ("", *instances) if is_general else instances

    def _one(self, code: str, asset: str, is_result: bool) -> Value:
        found = self._values.found(code, asset)
        if found.answer is None and found.is_relevant and asset and not self._section.repeat:
            found = self._values.found(code, "")
        return as_value(found.result() if is_result else found.value())


def _numbered(count: int) -> tuple[str, ...]:
    return tuple(str(number) for number in range(1, count + 1))


_NOTHING = Found(False, None)
