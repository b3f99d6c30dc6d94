"""Where the build reads and writes, and which files belong to the phone app."""

import hashlib
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parent.parent
DEFAULT_OUT = REPOSITORY / "build" / "web"
API_DOCS = REPOSITORY / "build" / "docs"
"""Where the endpoint looks for Swagger UI, whatever folder the site goes to."""
CACHE = REPOSITORY / ".cache" / "webapp"
ASSETS = REPOSITORY / "assets"
REQUIREMENTS = REPOSITORY / "requirements" / "browser.txt"
NPM_LOCK = Path(__file__).with_name("npm.lock")

APP_NAME = "校园安全检查"
ENTRY_MODULE = "main"

APP_PARTS = ("main.py", "inspect_app", "forms", "sync")
"""Top-level files and packages that the phone runs."""

NOT_ON_THE_PHONE = (
    "*/__pycache__/*",
    "*.pyc",
    "*.md",
    "*.xlsx",
    "inspect_app/cli/*",
    "inspect_app/preview/*",
    "inspect_app/reports/labels.py",
    "inspect_app/reports/paper_*.py",
    "inspect_app/platform/desk*",
    "inspect_app/platform/native*",
    "inspect_app/platform/pillow_codec.py",
    "inspect_app/platform/stamp_font.py",
    "inspect_app/platform/qr.py",
    "inspect_app/platform/requests_http.py",
    "inspect_app/platform/files.py",
    "inspect_app/platform/flet_sheets.py",
    "forms/files.py",
    "forms/places.py",
    "forms/yaml_text.py",
    "forms/xlsform/*",
    "forms/library/*.y*ml",
    "sync/server/*",
)
"""Files of those parts that stay at the desk or at the endpoint."""


def app_files(source: Path) -> Iterator[Path]:
    """Every file of the app under `source` that goes to the phone, in a fixed order."""
    for part in APP_PARTS:
        top = source / part
        candidates = sorted(top.rglob("*")) if top.is_dir() else [top]
        for path in candidates:
            name = path.relative_to(source).as_posix()
            if path.is_file() and not any(fnmatch(name, pattern) for pattern in NOT_ON_THE_PHONE):
                yield path


def digest(*parts: bytes | str) -> str:
    """SHA-256 over the parts, each preceded by its length so that they cannot run together."""
    total = hashlib.sha256()
    for part in parts:
        raw = part.encode() if isinstance(part, str) else part
        total.update(len(raw).to_bytes(8, "big"))
        total.update(raw)
    return total.hexdigest()
