"""What a row of a list of units or places says."""

import pytest

from inspect_app.cli.unit_rows import place_of, truth, value
from inspect_app.domain.unit import Place


def test_a_place_that_is_known_keeps_its_id():
    row = {"unit": "u-1", "building": "一号楼", "floor": "1楼", "name": "101", "kind": "Canteen"}
    known = (Place("old", "101", "一号楼", "1楼"),)

    assert place_of(row, known) == Place("old", "101", "一号楼", "1楼", "canteen")
    new = place_of(row, ())
    assert new.id.startswith("p-")
    assert place_of(row | {"unit": "u-2"}, ()).id != new.id


@pytest.mark.parametrize(
    ("text", "said"),
    [("2", 2), ("0.5", 0.5), ("是", True), ("No", False), ("piped", "piped"), ("0", 0)],
)
def test_a_cell_is_a_number_yes_or_no_or_words(text, said):
    assert value(text) == said
    assert type(value(text)) is type(said)


def test_a_flag_is_yes_or_no():
    assert [truth(each) for each in (1, 0, True, False)] == [True, False, True, False]
    with pytest.raises(ValueError, match="neither yes nor no"):
        truth("maybe")
