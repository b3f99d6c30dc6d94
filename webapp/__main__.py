"""`python -m webapp`: build the phone app."""

import argparse
import sys
from pathlib import Path

from webapp.api_docs import copy_api_docs
from webapp.build import build_site
from webapp.cache import Cache
from webapp.errors import BuildError
from webapp.layout import CACHE, DEFAULT_OUT, REPOSITORY
from webapp.progress import Progress


def main(arguments: list[str] | None = None) -> int:
    """Build as the command line says; 0 when the site is there."""
    parser = argparse.ArgumentParser(prog="python -m webapp", description=__doc__)
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="where the site goes")
    parser.add_argument("--app", type=Path, default=REPOSITORY, help="folder that holds main.py")
    parser.add_argument("--fast", action="store_true", help="compress less, for development")
    wanted = parser.parse_args(arguments)
    try:
        cache, progress = Cache(CACHE), Progress()
        with progress.step("Swagger UI for the endpoint's /docs") as result:
            result.append(f"{copy_api_docs(cache) / 1e6:.2f} MB")
        build_site(
            wanted.app.resolve(),
            wanted.out.resolve(),
            fast=wanted.fast,
            cache=cache,
            progress=progress,
        )
    except BuildError as error:
        print(f"The phone app was not built: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
