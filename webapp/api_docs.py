"""Swagger UI for the endpoint's /docs: it lies beside the phone app and is no part of it."""

import shutil
from pathlib import Path

from webapp.cache import Cache
from webapp.layout import API_DOCS
from webapp.npm import package_files

SWAGGER_PACKAGE = "swagger-ui-dist"
SWAGGER_FILES = ("swagger-ui-bundle.js", "swagger-ui.css")


def copy_api_docs(cache: Cache, folder: Path = API_DOCS) -> int:
    """Copy the two files that `sync.server.docs` serves into `folder`; their size in bytes.

    Each is replaced in one step, so a running endpoint never sees half of one.
    Raises `BuildError`.
    """
    source = package_files(cache, SWAGGER_PACKAGE, SWAGGER_FILES)
    folder.mkdir(parents=True, exist_ok=True)
    for name in SWAGGER_FILES:
        draft = folder / f"{name}.draft"
        shutil.copyfile(source / name, draft)
        draft.replace(folder / name)
    return sum((folder / name).stat().st_size for name in SWAGGER_FILES)
