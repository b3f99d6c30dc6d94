"""What a form works out from answers while it is filled in, and which answers that takes."""

from __future__ import annotations

from forms.answers import Answer, Value
from forms.definition import Form, Item
from forms.logic import Context, compile_expression, holds
from forms.values import to_answer


def is_required(item: Item, context: Context) -> bool:
    if isinstance(item.required, str):
        return holds(item.required, context)
    return item.required


def computed(source: str, context: Context) -> Value:
    """A number as one, a day as ISO text, nothing where it cannot be computed yet."""
    return to_answer(compile_expression(source).value(context))


def items_in_conditions(form: Form) -> frozenset[str]:
    """The items that any condition of the form depends on."""
    conditions = [section.relevant for section in form.sections]
    for item in form.items():
        conditions += [item.relevant, item.constraint, item.calculation, item.photo_when]
        conditions += [each.when for each in item.escalation]
        conditions.append(item.required if isinstance(item.required, str) else None)
    names = {
        n.removesuffix(".result") for c in conditions if c for n in compile_expression(c).names
    }
    return frozenset(item.code for item in form.items() if item.code in names)


def names_of_answer(code: str, answer: Answer) -> dict[str, object]:
    result = answer.result.value if answer.result else ""
    value = result if answer.value is None else answer.value
    return {code: value, f"{code}.result": result}
