"""What of an item depends on other answers, beyond its value."""

from __future__ import annotations

from forms.answers import Answer
from forms.context import Context
from forms.definition import Choice, Item
from forms.logic import compile_expression, holds
from forms.syntax import COLUMN, CURRENT
from forms.tables import cells_of


def is_required(item: Item, context: Context) -> bool:
    if isinstance(item.required, str):
        return holds(item.required, context)
    return item.required


def offered(item: Item, context: Context) -> tuple[Choice, ...]:
    """The choices that the item's filter lets through."""
    if item.choice_filter is None:
        return item.choices
    is_offered = compile_expression(item.choice_filter, True).is_true
    return tuple(
        choice for choice in item.choices if is_offered(context.with_values(_columns(choice)))
    )


def chosen_in(item: Item, value: str) -> list[str]:
    """The values of the choices that an answer names: several only where several may be chosen."""
    return value.split() if item.answer.is_of_several else [value]


def is_violated(
    item: Item, answer: Answer | None, choices: tuple[Choice, ...], context: Context
) -> bool:
    """The value does not meet the constraint, or is no longer among what is offered."""
    if answer is None or answer.value in (None, ""):
        return False
    if item.choice_filter is not None:
        known = {choice.value for choice in choices}
        if not known.issuperset(chosen_in(item, str(answer.value))):
            return True
    if item.constraint is None:
        return False
    return not holds(item.constraint, context.with_values({CURRENT: answer.value}))


def _columns(choice: Choice) -> dict[str, object]:
    return {COLUMN + name: cell for name, cell in cells_of(choice).items()}
