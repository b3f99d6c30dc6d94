"""Reference data: everything once, then only what changed."""

from dataclasses import replace

import pytest

from sync.protocol import ReferenceKind
from sync.server.catalog import Item, put_items, remove_items
from tests.sync.server.factories import ASSETS, UNITS


def _pull(device, kind, after="", **params):
    return device.get(f"/v1/reference/{kind}", after=after, **params).json()


def _put(running, *items):
    with running.endpoint.database.writing() as connection:
        return put_items(connection, items)


def test_first_pull_gives_what_is_in_scope(running):
    officer, inspector = running.device("p-officer"), running.device("p-inspector")

    assert [item["id"] for item in _pull(officer, "assets")["items"]] == [ASSETS[0].id]
    assert len(_pull(inspector, "assets")["items"]) == 2
    assert [item["id"] for item in _pull(officer, "units")["items"]] == ["u-first"]


def test_people_of_other_units_are_not_told_but_inspectors_are(running):
    ids = {item["id"] for item in _pull(running.device("p-officer"), "people")["items"]}

    assert ids == {"p-officer", "p-principal", "p-inspector"}


def test_delta_gives_only_what_changed(running):
    device = running.device()
    cursor = _pull(device, "assets")["cursor"]
    changed = replace(ASSETS[0], name="新灭火器")

    assert _put(running, Item.of_asset(changed), Item.of_asset(ASSETS[1])) == 1

    page = _pull(device, "assets", cursor)
    assert [item["name"] for item in page["items"]] == ["新灭火器"]
    assert _pull(device, "assets", page["cursor"])["items"] == []


def test_pages_are_complete(running):
    device = running.device()
    _put(running, *(Item.of_asset(replace(ASSETS[0], id=f"A{n:09d}")) for n in range(25)))

    ids, cursor, more = [], "", True
    while more:
        page = _pull(device, "assets", cursor, limit=10)
        ids += [item["id"] for item in page["items"]]
        cursor, more = page["cursor"], page["more"]

    assert len(ids) == len(set(ids)) == 26


def test_removed_item_is_told_once(running):
    device = running.device()
    cursor = _pull(device, "assets")["cursor"]
    with running.endpoint.database.writing() as connection:
        assert remove_items(connection, ReferenceKind.assets, [ASSETS[0].id, "unknown"]) == 1

    page = _pull(device, "assets", cursor)

    assert (page["items"], page["removed"]) == ([], [ASSETS[0].id])
    assert _pull(device, "assets")["removed"] == []


def test_asset_that_moved_away_is_gone_for_its_old_unit(running):
    old, new = running.device("p-officer"), running.device("p-stranger")
    cursors = [_pull(device, "assets")["cursor"] for device in (old, new)]
    _put(running, Item.of_asset(replace(ASSETS[0], unit="u-second")))

    assert _pull(old, "assets", cursors[0])["removed"] == [ASSETS[0].id]
    assert [item["id"] for item in _pull(new, "assets", cursors[1])["items"]] == [ASSETS[0].id]


def test_item_comes_back_after_removal(running):
    device = running.device()
    with running.endpoint.database.writing() as connection:
        remove_items(connection, ReferenceKind.units, ["u-first"])
    assert _pull(device, "units")["items"] == []

    _put(running, Item.of_unit(UNITS[0]))

    assert len(_pull(device, "units")["items"]) == 1


@pytest.mark.parametrize("encoding", ["br", "gzip"])
def test_pages_travel_packed(running, encoding):
    _put(running, *(Item.of_asset(replace(ASSETS[0], id=f"A{n:09d}")) for n in range(500)))
    device = running.device()
    headers = device.headers | {"Accept-Encoding": encoding}

    answer = running.http.get("/v1/reference/assets", headers=headers)

    assert answer.headers["content-encoding"] == encoding
    assert int(answer.headers["content-length"]) * 10 < len(answer.text.encode())
    assert len(answer.json()["items"]) == 501


def test_unknown_kind_is_refused(running):
    assert running.device().get("/v1/reference/secrets").status_code == 422
