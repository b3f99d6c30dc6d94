"""The direction of the imports between the rooms, as code."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FORBIDDEN = {
    "forms": {"inspect_app", "sync", "webapp", "flet", "tinydb", "requests"},
    "sync": {"flet", "tinydb", "inspect_app.ui", "inspect_app.services", "inspect_app.storage"},
    "inspect_app/domain": {
        "flet",
        "tinydb",
        "requests",
        "sqlite3",
        "sync",
        "inspect_app.services",
        "inspect_app.storage",
        "inspect_app.ui",
        "inspect_app.platform",
        "inspect_app.reports",
    },
    "inspect_app/storage": {
        "flet",
        "requests",
        "inspect_app.services",
        "inspect_app.ui",
        "inspect_app.platform",
    },
    "inspect_app/services": {
        "flet",
        "tinydb",
        "sqlite3",
        "requests",
        "sync.server",
        "inspect_app.ui",
    },
    "inspect_app/platform": {
        "inspect_app.services",
        "inspect_app.storage",
        "inspect_app.ui",
        "sync",
    },
    "inspect_app/reports": {
        "flet",
        "inspect_app.services",
        "inspect_app.storage",
        "inspect_app.ui",
    },
    "inspect_app/strings": {"flet", "inspect_app.services", "inspect_app.storage"},
    "inspect_app/ui": {
        "tinydb",
        "requests",
        "sqlite3",
        "inspect_app.storage",
        "inspect_app.platform.browser",
        "inspect_app.platform.desk",
        "inspect_app.platform.native",
        "sync.transport",
        "sync.engine",
        "sync.server",
    },
}
DESK_ONLY = {
    "fastapi",
    "sqlalchemy",
    "alembic",
    "msgspec",
    "obstore",
    "argon2",
    "yaml",
    "jsonschema",
    "fpdf",
    "zxingcpp",
    "typer",
    "rich",
    "sync.server",
    "webapp",
    "forms.files",
    "forms.yaml_text",
}
PACKED = ("forms", "inspect_app", "sync")
NOT_PACKED = (
    "forms/files.py",
    "forms/yaml_text.py",
    "inspect_app/cli.py",
    "inspect_app/commands",
    "inspect_app/reports/labels.py",
    "inspect_app/platform/desk",
    "inspect_app/platform/native",
    "sync/server",
)
"""What the phone app's build leaves out; everything else must run in the browser."""


def imports(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: use absolute imports"
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def crossed(path: Path, forbidden: set[str]) -> list[str]:
    found = imports(path)
    return sorted(n for n in found for f in forbidden if n == f or n.startswith(f + "."))


@pytest.mark.parametrize("room", FORBIDDEN)
def test_room_imports_only_what_it_may(room):
    files = sorted((ROOT / room).rglob("*.py"))

    assert files, f"{room} is empty or gone"
    for path in files:
        names = crossed(path, FORBIDDEN[room])
        assert not names, f"{path.relative_to(ROOT)} imports {names}"


def test_client_part_of_sync_stands_alone():
    files = sorted((ROOT / "sync").glob("*.py"))

    assert len(files) > 1
    for path in files:
        names = crossed(path, {"inspect_app", "sync.server", "requests", "forms"})
        assert not names, f"{path.relative_to(ROOT)} imports {names}"


def test_what_is_packed_for_the_phone_needs_nothing_from_the_desk():
    left_out = tuple(str(ROOT / name) for name in NOT_PACKED)
    packed = [path for room in PACKED for path in (ROOT / room).rglob("*.py")]
    for path in packed:
        if str(path).startswith(left_out):
            continue
        names = crossed(path, DESK_ONLY)
        assert not names, f"{path.relative_to(ROOT)} imports {names}"
