"""Numbers and their limits in words, for screens and paper alike."""

from collections.abc import Mapping

from forms.answers import limits_for
from forms.definition import Item, Limits
from inspect_app.strings import Strings


def shown_number(value: float) -> str:
    """Return `0.18` or `5`, never `5.0`."""
    return f"{value:.10g}"


def demand(t: Strings, item: Item, attributes: Mapping[str, object]) -> str:
    """Say what is asked of a number, such as `要求 ≥ 0.25 MPa`; empty when nothing is."""
    if item.limits is None:
        return ""
    low, high = limits_for(item.limits, attributes)
    said = _between(t, low, high, unit_of(t, item))
    unsure = _unsure(t, item.limits, unit_of(t, item))
    return " ".join(part for part in (said, unsure) if part)


def unit_of(t: Strings, item: Item) -> str:
    return t.of(item.unit) if item.unit else ""


def _between(t: Strings, low: float | None, high: float | None, unit: str) -> str:
    if low is not None and high is not None:
        limits = f"{shown_number(low)}–{shown_number(high)} {unit}"
    elif low is not None:
        limits = f"≥ {shown_number(low)} {unit}"
    elif high is not None:
        limits = f"≤ {shown_number(high)} {unit}"
    else:
        return ""
    return t("inspection.demand", limits=limits.strip())


def _unsure(t: Strings, limits: Limits, unit: str) -> str:
    if limits.sure_minimum is not None:
        sure = f"≥ {shown_number(limits.sure_minimum)} {unit}"
    elif limits.sure_maximum is not None:
        sure = f"≤ {shown_number(limits.sure_maximum)} {unit}"
    else:
        return ""
    return t("inspection.demand_sure", limits=sure.strip())
