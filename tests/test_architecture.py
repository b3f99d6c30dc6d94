"""The direction of the imports between the rooms, as code."""

import ast
from pathlib import Path

import pytest

from webapp.layout import app_files

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
    "forms.places",
    "inspect_app.preview",
    "forms.yaml_text",
    "forms.xlsform",
}


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
    packed = [path for path in app_files(ROOT) if path.suffix == ".py"]

    assert len(packed) > 100
    for path in packed:
        names = crossed(path, DESK_ONLY)
        assert not names, f"{path.relative_to(ROOT)} imports {names}"
