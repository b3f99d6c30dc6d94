"""What must hold between the parts of a checklist, beyond the shape that the schema gives."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches

from forms.asset_kinds import ASSET_KINDS
from forms.attributes import ASSET_ATTRIBUTES, UNIT_ATTRIBUTES
from forms.definition import Choice, Form, Item, Limits, Section
from forms.errors import CyclicForm, ExpressionError
from forms.limit_source import breaches
from forms.logic import check_names, compile_expression
from forms.patterns import is_endless
from forms.place_kinds import PLACE_KINDS
from forms.tables import columns_of
from forms.terms import Text
from forms.wiring import refuse_circles
from forms.wording import names_in_words, words_of_item, words_of_section

Broken = tuple[str, str, str]
"""The item's code (or the section's id), the rule, and what is wrong."""


def broken_rules(form: Form) -> Iterator[Broken]:
    """Name every rule that the form breaks."""
    codes = frozenset(
        (
            *(item.code for item in form.items()),
            *(section.id for section in form.sections if section.repeat),
        )
    )
    yield from _repeated((item.code for item in form.items()), "duplicate_code")
    yield from _repeated((section.id for section in form.sections), "duplicate_section")
    yield from _repeated((each.id for each in form.choice_lists), "duplicate_list")
    yield from _between(form)
    yield from _lookups(form)
    yield from _circle(form)
    for section in form.sections:
        yield from _section(section, codes)
        yield from _kind(section.id, section.asset_kind)
        yield from _expression(section.id, section.relevant, codes)
        for item in section.items:
            yield from _item(item, codes)
            if section.asset_kind and item.asset_kind not in (None, section.asset_kind):
                message = f"{item.asset_kind} stands in a section of {section.asset_kind}"
                yield item.code, "asset_kind", message


def _section(section: Section, codes: frozenset[str]) -> Iterator[Broken]:
    if section.repeat is not None:
        yield from _expression(section.id, section.repeat.count, codes)
    yield from _words(section.id, words_of_section(section), codes)
    groups = {group.id for group in section.groups}
    yield from _repeated((group.id for group in section.groups), "duplicate_group")
    for group in section.groups:
        yield from _expression(group.id, group.relevant, codes)
        if group.within is not None and group.within not in groups:
            yield (
                group.id,
                "group",
                f"{group.within!r} is not there{_suggest(group.within, groups)}",
            )
    for item in section.items:
        if item.group is not None and item.group not in groups:
            yield item.code, "group", f"{item.group!r} is not there{_suggest(item.group, groups)}"
        around = section.groups_of(item)
        if around and around[0].within in groups:
            yield item.code, "group", f"{item.group!r} is within itself"


def _between(form: Form) -> Iterator[Broken]:
    """What one part says of another."""
    lists = {each.id for each in form.choice_lists}
    for each in form.choice_lists:
        yield from _choices(each.id, each.choices, may_repeat(form))
    for item in form.items():
        yield from _own_choices(item, may_repeat(form))
        name = item.choice_list
        if name is not None and name not in lists:
            yield item.code, "choice_list", f"{name!r} is not there{_suggest(name, lists)}"
    codes = {item.code for item in form.items()}
    for merge in form.merges:
        yield from _kind(merge.id, merge.asset_kind)
        for code in merge.items:
            if code not in codes:
                yield merge.id, "merge", f"{code!r} is not there{_suggest(code, codes)}"


def _lookups(form: Form) -> Iterator[Broken]:
    """What is looked up must be there: the list, and both columns in it."""
    tables = {each.id: columns_of(each.choices) for each in form.choice_lists}
    for where, source, has_columns in _sources(form):
        try:
            lookups = compile_expression(source, has_columns).lookups
        except ExpressionError:
            continue
        for table, *columns in lookups:
            if table not in tables:
                yield where, "lookup", f"{table!r} is not there{_suggest(table, tables)}"
                continue
            for column in columns:
                if column not in tables[table]:
                    suggestion = _suggest(column, tables[table])
                    yield where, "lookup", f"{table!r} has no {column!r}{suggestion}"


def _sources(form: Form) -> Iterator[tuple[str, str, bool]]:
    """Every expression: where it stands, and whether a bare name in it is a column."""
    for section in form.sections:
        for source in (section.relevant, section.repeat.count if section.repeat else None):
            if source is not None:
                yield section.id, source, False
        for group in section.groups:
            if group.relevant is not None:
                yield group.id, group.relevant, False
        for item in section.items:
            for source in (*_expressions_of(item), *(each.when for each in item.escalation)):
                if isinstance(source, str):
                    yield item.code, source, False
            if item.choice_filter is not None:
                yield item.code, item.choice_filter, True


def _expressions_of(item: Item) -> tuple[str | bool | None, ...]:
    said = (item.relevant, item.required, item.constraint, item.calculation)
    return (*said, item.photo_when, item.default_from)


def _own_choices(item: Item, may_repeat: bool) -> Iterator[Broken]:
    if item.choice_list is None:
        yield from _choices(item.code, item.choices, may_repeat)
    if item.answer.is_of_several:
        for choice in item.choices:
            if len(choice.value.split()) > 1:
                yield item.code, "choice_spaces", f"{choice.value!r}: several are stored by spaces"


def _choices(where: str, choices: Sequence[Choice], may_repeat: bool) -> Iterator[Broken]:
    """One value may stand there twice where a filter can tell which of them is offered."""
    names = {(each.value, each.columns, each.label if may_repeat else None) for each in choices}
    judged = {(each.value, each.fails, each.points) for each in choices}
    values = {each.value for each in choices}
    if len(names) < len(choices) or len(judged) > len(values):
        for broken in _repeated((each.value for each in choices), "duplicate_choice"):
            yield where, *broken[1:]


def may_repeat(form: Form) -> bool:
    """The setting of an XLSForm: choices of one name may differ in their words alone."""
    return dict(form.kept).get("allow_choice_duplicates", "").lower().startswith(("yes", "true"))


def _circle(form: Form) -> Iterator[Broken]:
    try:
        refuse_circles(form)
    except CyclicForm as error:
        yield error.circle[0], "cycle", str(error.params["circle"])
    except ExpressionError:
        # Said of the item that the expression stands in.
        return


def _item(item: Item, codes: frozenset[str]) -> Iterator[Broken]:
    yield from _kind(item.code, item.asset_kind)
    for source in _expressions_of(item):
        if isinstance(source, str):
            yield from _expression(item.code, source, codes)
    yield from _expression(item.code, item.choice_filter, codes, has_columns=True)
    yield from _words(item.code, words_of_item(item), codes)
    for escalation in item.escalation:
        yield from _expression(item.code, escalation.when, codes)
        if escalation.grade.rank < item.grade.rank:
            yield item.code, "escalation", f"to {escalation.grade} is below the item's grade"
    if item.limits is not None:
        yield from _limits(item.code, item.limits)
    if item.limit is not None:
        for breach in breaches(item.limit.set_by, len(item.basis)):
            yield item.code, "set_by", breach
    yield from _attributes_of(item)
    for basis in item.basis:
        ends = (basis.effective_from or date.min, basis.effective_to or date.max)
        if ends[0] > ends[1]:
            yield item.code, "basis_dates", f"{basis.text.zh}: ends before it begins"


def _words(where: str, texts: Iterable[Text], codes: frozenset[str]) -> Iterator[Broken]:
    for name in sorted(names_in_words(*texts)):
        yield from _expression(where, f"${{{name}}}", codes)


def _limits(code: str, limits: Limits) -> Iterator[Broken]:
    in_order = (limits.minimum, limits.sure_minimum, limits.sure_maximum, limits.maximum)
    stated = [limit for limit in in_order if limit is not None]
    if stated != sorted(stated):
        yield code, "limits", f"{stated} are not in ascending order"
    for end in ("minimum", "maximum"):
        if getattr(limits, end) is not None and getattr(limits, f"{end}_of") is not None:
            yield code, "limits", f"both {end} and {end}_of"


def _kind(where: str, kind: str | None) -> Iterator[Broken]:
    if kind is not None and kind not in ASSET_KINDS:
        yield where, "asset_kind", f"{kind!r} is not known{_suggest(kind, ASSET_KINDS)}"


def _expression(
    where: str, source: str | None, codes: frozenset[str], has_columns: bool = False
) -> Iterator[Broken]:
    if source is None:
        return
    try:
        expression = compile_expression(source, has_columns)
        check_names(expression, codes)
    except ExpressionError as error:
        yield where, "expression", f"{source!r} at {error.position}: {error.reason} {error.params}"
        return
    if "place_kind" not in codes:
        for kind in _PLACE_KIND.findall(source):
            if kind and kind not in PLACE_KINDS:
                message = f"{kind!r} is not known{_suggest(kind, PLACE_KINDS)}"
                yield where, "place_kind", message
    for pattern in expression.patterns:
        if is_endless(pattern):
            yield where, "expression", f"{pattern!r} repeats what repeats: it may never end"
    for name in sorted(expression.names):
        prefix, is_of, rest = name.partition(".")
        if not is_of:
            continue
        if prefix == "count":
            yield from _kind(where, rest)
        elif prefix in _ATTRIBUTES:
            yield from _attribute(where, rest, _ATTRIBUTES[prefix])


def _attributes_of(item: Item) -> Iterator[Broken]:
    """Of the asset, or of the unit where the item has none."""
    limits, due = item.limits, item.due
    named = (limits and limits.minimum_of, limits and limits.maximum_of, due and due.attribute)
    for name in filter(None, named):
        yield from _attribute(item.code, name, {**UNIT_ATTRIBUTES, **ASSET_ATTRIBUTES})


def _attribute(where: str, name: str, known: Mapping[str, Text]) -> Iterator[Broken]:
    if name not in known:
        yield where, "attribute", f"{name!r} is not known{_suggest(name, known)}"


def _repeated(names: Iterable[str], rule: str) -> Iterator[Broken]:
    for name, times in Counter(names).items():
        if times > 1:
            yield name, rule, f"is there {times} times"


def _suggest(word: str, known: Iterable[str]) -> str:
    near = get_close_matches(word, list(known), 1)
    return f"; did you mean {near[0]!r}?" if near else ""


_PLACE_KIND = re.compile(r"\$\{place_kind\}\s*!?=\s*'([^']*)'")
_ATTRIBUTES: Mapping[str, Mapping[str, Text]] = {
    "unit": UNIT_ATTRIBUTES,
    "asset": ASSET_ATTRIBUTES,
}
