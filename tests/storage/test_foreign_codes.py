"""Codes of other systems, kept as they were read."""

from datetime import timedelta

from inspect_app.storage.foreign_codes import SeenCode
from tests.storage.factories import NOW


def test_code_read_again_is_counted(store):
    store.foreign_codes.add("96333 电梯", "lift", NOW)
    store.foreign_codes.add("6901234567892", "retail", NOW)
    store.foreign_codes.add("96333 电梯", "lift", NOW + timedelta(days=1))

    assert store.foreign_codes.all() == (
        SeenCode("96333 电梯", "lift", NOW, NOW + timedelta(days=1), 2),
        SeenCode("6901234567892", "retail", NOW, NOW, 1),
    )
