"""What an endpoint is started with: from the environment, or from the command line."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Self

ENVIRONMENT_PREFIX = "INSPECT_"
DATABASE = "endpoint.sqlite"
BUILD = Path(__file__).resolve().parents[2] / "build"
"""Where `python -m webapp` puts what it builds, from whatever folder the endpoint is started."""


@dataclass(frozen=True, slots=True)
class Settings:
    folder: Path = Path("data")
    """Everything that the endpoint keeps, unless the two addresses below say otherwise."""
    database: str = ""
    """SQLAlchemy address; empty is SQLite in the folder."""
    blobs: str = ""
    """Object store address such as `s3://bucket/prefix`; empty is a folder beside the database."""
    blob_options: Mapping[str, str] = field(default_factory=dict)
    """What the object store needs besides its address (endpoint, region, keys); never logged."""
    app_folder: Path = BUILD / "web"
    """The built phone app."""
    docs_folder: Path = BUILD / "docs"
    """Swagger UI (`swagger-ui-bundle.js`, `swagger-ui.css`), so that /docs asks no outside host."""
    public_address: str = ""
    """How phones reach this endpoint; the host of its tags. Empty: as the request said."""
    district: str = "校园安全巡检"
    district_code: str = "320412"
    """GB/T 2260; part of every hazard's number."""
    phone: str = ""
    """Whom a passer-by may call when the unit has no duty telephone."""
    code_lifetime: timedelta = timedelta(days=7)
    session_lifetime: timedelta = timedelta(hours=10)
    upload_lifetime: timedelta = timedelta(days=7)
    """How long an unfinished upload may be resumed."""
    orphan_lifetime: timedelta = timedelta(days=30)
    """How long a photo may wait for a record that speaks of it."""
    is_demo: bool = False
    odk: str = field(default="", repr=False)
    """Where inspections are sent to as well: a project of ODK Central, an account of KoboToolbox.
    May hold a key; like the credentials below it comes from the environment alone."""
    odk_user: str = ""
    odk_password: str = field(default="", repr=False)
    odk_token: str = field(default="", repr=False)
    odk_scheme: str = "Bearer"
    """The word before the token; KoboToolbox wants `Token`."""
    odk_forms: str = ""
    """What forms are called there, where it is something else: `fire=aXyz lab=aAbc`."""

    @property
    def has_database(self) -> bool:
        """False where opening it would begin a new one."""
        return bool(self.database) or (self.folder / DATABASE).is_file()

    @property
    def database_url(self) -> str:
        return self.database or f"sqlite:///{(self.folder / DATABASE).resolve()}"

    @property
    def blob_folder(self) -> Path:
        return self.folder / "blobs"

    def but(self, **changes: Any) -> Self:
        return replace(self, **changes)

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Self:
        """Read `INSPECT_FOLDER`, `INSPECT_DATABASE`, `INSPECT_APP_FOLDER` … where they are set.

        `INSPECT_BLOB_<NAME>` becomes an option of the object store.
        """
        known = os.environ if environment is None else environment
        found: dict[str, Any] = {}
        for each in fields(cls):
            text = known.get(ENVIRONMENT_PREFIX + each.name.upper())
            if text is not None and each.name in _READERS:
                found[each.name] = _READERS[each.name](text)
        start = f"{ENVIRONMENT_PREFIX}BLOB_"
        options = {
            k.removeprefix(start).lower(): v for k, v in known.items() if k.startswith(start)
        }
        return cls(**found, blob_options=options)


def _hours(text: str) -> timedelta:
    return timedelta(hours=float(text))


_READERS: Mapping[str, Any] = {
    "folder": Path,
    "database": str,
    "blobs": str,
    "app_folder": Path,
    "docs_folder": Path,
    "public_address": str,
    "district": str,
    "district_code": str,
    "phone": str,
    "code_lifetime": _hours,
    "session_lifetime": _hours,
    "upload_lifetime": _hours,
    "orphan_lifetime": _hours,
    "odk": str,
    "odk_user": str,
    "odk_password": str,
    "odk_token": str,
    "odk_scheme": str,
    "odk_forms": str,
    "is_demo": lambda text: text.strip().lower() in {"1", "true", "yes"},
}
