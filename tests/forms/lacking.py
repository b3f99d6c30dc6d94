"""What a form lacks: parts that no walk came to, bounds that decide nothing, words never said."""

from collections.abc import Iterator
from datetime import timedelta

from forms.answers import judge
from forms.definition import DueKind, Form, Item
from forms.terms import Text
from tests.forms.factories import TODAY
from tests.forms.walking import Seen, conditions_of


def dead_in(form: Form, seen: Seen) -> set[tuple[str, ...]]:
    """What no walk came to: items, choices, either side of a condition, values, merging."""
    dead = {(item.code, "item") for item in form.items() if item.code not in seen.items}
    for where, rule, source in conditions_of(form):
        for side in (True, False):
            if not seen.outcomes[where, rule, side]:
                dead.add((where, rule, source, f"never {side}"))
    for item in form.items():
        if item.calculation and not seen.outcomes[item.code, "calculation", True]:
            dead.add((item.code, "calculation", item.calculation))
        for choice in item.choices:
            if (item.code, choice.value) not in seen.choices:
                dead.add((item.code, "choice", choice.value))
    dead |= {(rule.id, "merge") for rule in form.merges if rule.id not in seen.merged}
    return dead | set(_idle_limits(form))


def _idle_limits(form: Form) -> Iterator[tuple[str, ...]]:
    """Bounds on whose two sides the same is said."""
    for item in form.items():
        for at, beyond in _edges(item):
            known = {name: BOUND for name in _attributes_of(item)}
            if judge(item, at, TODAY, known) is judge(item, beyond, TODAY, known):
                yield item.code, "limit", str(at)


def _edges(item: Item) -> Iterator[tuple[object, object]]:
    """A value that just meets a bound, and one that just does not."""
    if item.limits:
        for name, step in EDGES.items():
            bound = getattr(item.limits, name, None)
            if bound is not None:
                bound = BOUND if isinstance(bound, str) else bound
                yield bound, bound + step
    if item.due and item.due.kind is DueKind.expires:
        yield TODAY.isoformat(), (TODAY - timedelta(days=1)).isoformat()
    if item.due and item.due.kind is DueKind.within_days:
        last = TODAY - timedelta(days=item.due.days)
        yield last.isoformat(), (last - timedelta(days=1)).isoformat()


def _attributes_of(item: Item) -> Iterator[str]:
    if item.limits:
        yield from filter(None, (item.limits.minimum_of, item.limits.maximum_of))


BOUND = 5.0
"""What the thing itself says, where a limit belongs to it."""
EDGES = {
    "minimum": -0.001,
    "minimum_of": -0.001,
    "sure_minimum": -0.001,
    "maximum": 0.001,
    "maximum_of": 0.001,
    "sure_maximum": 0.001,
}


def unsaid_in(form: Form) -> set[tuple[str, str]]:
    """Words, units and bases that a person would look for and not find, in either language."""
    return {(where, what) for where, what, is_said in _sayings(form) if not is_said}


def _sayings(form: Form) -> Iterator[tuple[str, str, bool]]:
    yield form.id, "label", _both(form.label)
    for each in (*form.merges, *form.levels):
        yield each.id, "label", _both(each.label)
    for each in form.choice_lists:
        for choice in each.choices:
            yield each.id, f"choice {choice.value}", _both(choice.label)
    for section in form.sections:
        yield section.id, "label", _both(section.label)
        if section.repeat:
            yield section.id, "row", _both(section.repeat.label)
        for item in section.items:
            if item.is_shown:
                yield from ((item.code, what, is_said) for what, is_said in _sayings_of(item))


def _sayings_of(item: Item) -> Iterator[tuple[str, bool]]:
    yield "label", _both(item.label)
    for choice in item.choices:
        yield f"choice {choice.value}", _both(choice.label)
    for each in (*item.basis, *item.escalation):
        yield "words of a basis or an escalation", _both(each.text)
    if item.constraint:
        yield "constraint_message", _both(item.constraint_message)
    if isinstance(item.required, str):
        yield "required_message", _both(item.required_message)
    if item.unit:
        yield "unit", _both(item.unit)
    if item.method.zh or item.method.en:
        yield "method", _both(item.method)
    if item.judged:
        yield "unit", item.unit is not None or not item.answer.is_numeric
        yield "basis", bool(item.basis)
        for name in ("method", "object", "fail_words"):
            yield name, _both(getattr(item, name))


def _both(text: Text) -> bool:
    return bool(text.zh.strip() and text.en.strip())
