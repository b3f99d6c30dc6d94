"""Which versions of forms are to be fetched: those that a record or a printed form names."""

from __future__ import annotations

import re
from collections.abc import Iterable

from inspect_app.storage.store import Store

FORMS_WANTED = "forms_wanted"
"""Setting: id and version, the oldest wish first."""
NAMED_FORM = re.compile(r"[a-z][a-z0-9_]{1,39}/[1-9][0-9]{0,9}")
"""Id and version of what can have been published; what else is named leads nowhere."""
FORMS_WANTED_MAX = 100
"""No honest district comes near; records of a device that lies could name any number."""

Named = tuple[str, str]


def wanted_forms(store: Store) -> list[Named]:
    return [(wanted[0], wanted[1]) for wanted in store.settings.get(FORMS_WANTED, [])]


def want_forms(store: Store, named: Iterable[Named]) -> list[Named]:
    """Note those that are neither here nor wanted yet; returns them."""
    wanted = wanted_forms(store)
    able = sorted({each for each in named if NAMED_FORM.fullmatch("/".join(each))})
    new = [each for each in able if each not in wanted and store.forms.fetch(*each) is None]
    if new:
        _keep(store, [*wanted, *new])
    return new


def want_no_more(store: Store, settled: Named) -> None:
    _keep(store, [each for each in wanted_forms(store) if each != settled])


def _keep(store: Store, wanted: Iterable[Named]) -> None:
    store.settings.put(FORMS_WANTED, [list(each) for each in wanted][:FORMS_WANTED_MAX])
