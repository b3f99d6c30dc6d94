"""Which parts of a form depend on which answers: the graph along which a change spreads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from forms.definition import Form, Item, Section
from forms.errors import CyclicForm
from forms.logic import compile_expression
from forms.tables import Tables
from forms.wording import is_worded, names_in_words, words_of_item, words_of_section

EVERYWHERE = None
Reached = tuple[str, str | None]
"""An item's code, and the asset or row where it is reached; `EVERYWHERE` in all of them."""


@dataclass(frozen=True)
class Wiring:
    """Of one form; names are codes of items and ids of sections with rows."""

    section_of: Mapping[str, Section]
    """By code."""
    items: Mapping[str, Item]
    row_sections: Mapping[str, Section]
    """By id."""
    conditions: Mapping[str, tuple[str, ...]]
    """Of each code: what must hold for it to be asked, beyond its section's condition."""
    feeds: Mapping[str, tuple[str, ...]]
    """Name → the codes whose value it changes."""
    shows: Mapping[str, tuple[str, ...]]
    """Name → the codes of which something else is computed from it: limits, choices, duty."""
    has_beginnings: bool
    """Some item begins with a value."""
    worded: frozenset[str] = frozenset()
    """Codes of items and ids of sections in whose words there is something to tell."""
    tables: Tables = field(default_factory=lambda: Tables(()), compare=False)

    @classmethod
    def of(cls, form: Form) -> Wiring:
        items, section_of = {}, {}
        feeds: dict[str, list[str]] = defaultdict(list)
        shows: dict[str, list[str]] = defaultdict(list)
        for section in form.sections:
            around = [section.relevant, section.repeat.count if section.repeat else None]
            for item in section.items:
                items[item.code], section_of[item.code] = item, section
                for name in names_in((*around, *_asked(section, item), item.calculation)):
                    feeds[name].append(item.code)
                said = names_in_words(*words_of_item(item))
                told = (name.removesuffix(".result") for name in said)
                for name in {*names_in(_shown(item)), *told}:
                    shows[name].append(item.code)
        return cls(
            section_of,
            items,
            {section.id: section for section in form.sections if section.repeat},
            {code: tuple(_asked(section_of[code], item)) for code, item in items.items()},
            {name: tuple(codes) for name, codes in feeds.items()},
            {name: tuple(codes) for name, codes in shows.items()},
            any(item.keeps_its_beginning for item in form.items()),
            frozenset(_worded(form)),
            Tables(form.choice_lists),
        )

    def reached_from(self, code: str, asset: str) -> frozenset[Reached]:
        """Everything that an answer may change, the answer itself included."""
        section = self.section_of[code]
        # What was answered before the first scan stands for every asset.
        start = (code, EVERYWHERE if section.asset_kind and not asset else asset)
        reached, waiting, seen = {start}, [start], {start}
        while waiting:
            name, where = waiting.pop()
            for each in self._names_of(name):
                for dependent in self.shows.get(each, ()):
                    reached.add((dependent, self._seen_at(name, where, dependent)))
                for dependent in self.feeds.get(each, ()):
                    step = (dependent, self._seen_at(name, where, dependent))
                    reached.add(step)
                    if step not in seen:
                        seen.add(step)
                        waiting.append(step)
        return frozenset(reached)

    def share_scope(self, code: str, other: Section) -> bool:
        """True where the two see each other's answers of the same asset or row only."""
        own = self.section_of[code]
        return own is other or (own.asset_kind is not None and own.asset_kind == other.asset_kind)

    def _names_of(self, code: str) -> Iterable[str]:
        section = self.section_of[code]
        return (code, section.id) if section.repeat else (code,)

    def _seen_at(self, name: str, where: str | None, dependent: str) -> str | None:
        return where if self.share_scope(name, self.section_of[dependent]) else EVERYWHERE


def refuse_circles(form: Form) -> None:
    """Raise `CyclicForm` where a value depends on itself, through whatever conditions."""
    needs: dict[str, list[str]] = defaultdict(list)
    wiring = Wiring.of(form)
    for name, codes in wiring.feeds.items():
        for code in codes:
            needs[code].append(name)
    for section in wiring.row_sections.values():
        needs[section.id] += names_in([section.repeat.count if section.repeat else None])
    done: set[str] = set()
    for code in wiring.items:
        _descend(code, needs, done)


def names_in(sources: Iterable[str | None]) -> tuple[str, ...]:
    """The items and sections that expressions name, each once, without what they ask of them."""
    found = (name for source in sources if source for name in compile_expression(source).names)
    return tuple(dict.fromkeys(name.removesuffix(".result") for name in found if name != "."))


def _descend(start: str, needs: Mapping[str, list[str]], done: set[str]) -> None:
    """Depth first, with a stack of its own: a form may chain more items than Python recurses."""
    path: dict[str, Iterator[str]] = {start: iter(needs.get(start, ()))}
    while path:
        at = next(reversed(path))
        following = next(path[at], None)
        if following is None:
            done.add(at)
            del path[at]
        elif following in path:
            names = list(path)
            raise CyclicForm((*names[names.index(following) :], following))
        elif following not in done:
            path[following] = iter(needs.get(following, ()))


def _worded(form: Form) -> Iterator[str]:
    for section in form.sections:
        if is_worded(words_of_section(section)):
            yield section.id
        yield from (each.code for each in section.items if is_worded(words_of_item(each)))


def _asked(section: Section, item: Item) -> Iterator[str]:
    """The conditions of its groups, then its own."""
    for group in section.groups_of(item):
        if group.relevant is not None:
            yield group.relevant
    if item.relevant is not None:
        yield item.relevant


def _shown(item: Item) -> Iterator[str | None]:
    yield item.constraint
    yield item.photo_when
    yield item.default_from
    if isinstance(item.required, str):
        yield item.required
    if item.choice_filter is not None:
        # A bare name is a column there, and no item.
        for name in compile_expression(item.choice_filter, True).names:
            if not name.startswith("choice."):
                yield f"${{{name}}}" if name != "." else None
