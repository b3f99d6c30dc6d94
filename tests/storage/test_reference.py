"""Units, people, assets, forms and campaigns: kept as they came, found as they are asked for."""

from datetime import timedelta

from inspect_app.domain.campaign import Campaign, Phase
from inspect_app.domain.unit import Person, Role, UnitKind
from tests.storage.factories import TODAY, a_unit, an_asset


def codes(assets):
    return [asset.code for asset in assets]


def test_delta_replaces_adds_and_removes(store):
    store.units.apply([a_unit("u1").to_dict(), a_unit("u2").to_dict()])

    renamed = a_unit("u2", name="示例中学", kind=UnitKind.middle)
    store.units.apply([renamed.to_dict(), a_unit("u3").to_dict()], removed=["u1", "never-seen"])

    assert store.units.fetch("u1") is None
    assert store.units.fetch("u2") == renamed
    assert store.units.count() == 2


def test_units_are_listed_by_name(store):
    store.units.apply([a_unit("u1", name="乙").to_dict(), a_unit("u2", name="丙").to_dict()])

    assert [unit.name for unit in store.units.all()] == ["丙", "乙"]


def test_fields_of_a_newer_endpoint_are_kept_and_not_read(store):
    store.units.apply([a_unit("u1").to_dict() | {"colour": "green"}])

    assert store.units.fetch("u1") == a_unit("u1")
    assert store.db.table("units").fetch("u1")["colour"] == "green"


def test_people_are_found_by_unit(store):
    officer = Person("p1", "演示人员甲", "u1", (Role.safety_officer,))
    store.people.apply([officer.to_dict(), Person("p2", "演示人员乙", "").to_dict()])

    assert store.people.of_unit("u1") == (officer,)
    assert [person.id for person in store.people.of_unit("")] == ["p2"]


def test_asset_is_found_by_id_and_by_code(store):
    asset = an_asset("7F3K9QZ2M4", attributes={"mass_kg": 4}, other_codes=("QP 1",))
    store.assets.apply([asset.to_dict(), an_asset("0000000000").to_dict()])

    assert store.assets.fetch("7F3K9QZ2M4") == asset
    assert store.assets.by_code(asset.code) == asset
    assert store.assets.by_code("WJ-0000") is None


def test_assets_of_a_unit_come_in_pages_by_code(store):
    kinds = ("FX", "DT")
    store.assets.apply(
        an_asset(f"a{n:03d}", code=f"C{99 - n:02d}", kind=kinds[n % 2]).to_dict() for n in range(30)
    )
    store.assets.apply([an_asset("other", unit="unit-2").to_dict()])

    assert codes(store.assets.of_unit("unit-1", limit=3)) == ["C70", "C71", "C72"]
    assert codes(store.assets.of_unit("unit-1", limit=2, offset=28)) == ["C98", "C99"]
    assert codes(store.assets.of_unit("unit-1", "DT", limit=2)) == ["C70", "C72"]
    assert store.assets.count_of_unit("unit-1") == 30
    assert store.assets.count_of_unit("unit-1", "FX") == 15


def test_due_assets_are_the_overdue_and_the_soon_due(store):
    days = {"late": -3, "today": 0, "edge": 30, "later": 31}
    store.assets.apply(
        an_asset(name, TODAY + timedelta(days=left)).to_dict() for name, left in days.items()
    )
    store.assets.apply([an_asset("never").to_dict(), an_asset("x", TODAY, unit="u2").to_dict()])

    due = store.assets.due("unit-1", TODAY, within_days=30)

    assert [asset.id for asset in due] == ["late", "today", "edge"]


def test_asset_without_dues_from_an_endpoint_is_kept(store):
    plain = an_asset("7F3K9QZ2M4").to_dict()
    del plain["dues"]

    store.assets.apply([plain])

    assert store.assets.fetch("7F3K9QZ2M4").dues == ()


def test_newest_form_counts_its_versions(store):
    store.forms.apply({"id": "fire", "version": version} for version in (2, 10, 9))
    store.forms.apply([{"id": "fire-drill", "version": 99}])

    assert store.forms.fetch("fire")["version"] == 10
    assert store.forms.fetch("fire", "9")["version"] == 9
    assert store.forms.fetch("fire", 3) is None
    assert store.forms.fetch("gas") is None
    assert store.forms.ids() == ("fire", "fire-drill")


def test_form_is_forgotten_by_version_or_whole(store):
    store.forms.apply({"id": "fire", "version": version} for version in (1, 2, 3))

    store.forms.apply([], removed=["fire/3"])
    assert store.forms.fetch("fire")["version"] == 2
    store.forms.apply([], removed=["fire"])
    assert store.forms.fetch("fire") is None


def test_campaigns_are_read_back(store):
    campaign = Campaign("c1", "百日攻坚", (Phase("自查", TODAY, TODAY),))
    store.campaigns.apply([campaign.to_dict()])

    assert store.campaigns.all() == (campaign,)


def test_setting_keeps_any_json_value(store):
    store.settings.put("device", {"id": "d1", "scope": ["*"]})
    store.settings.put("sync.wifi_only", False)

    assert store.settings.get("device") == {"id": "d1", "scope": ["*"]}
    assert store.settings.get("sync.wifi_only", True) is False
    store.settings.remove("device")
    assert store.settings.get("device") is None
    assert store.settings.get("device", "none") == "none"


def test_cursor_starts_empty_and_is_forgotten_with_its_scope(store):
    assert store.cursors.get("records") == ""
    store.cursors.put("records", "c1")
    assert store.cursors.get("records") == "c1"
    store.cursors.forget()
    assert store.cursors.get("records") == ""
