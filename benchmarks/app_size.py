"""`app_size`: what a phone with Chromium receives on its first load, offline copy included."""

import sys
from pathlib import Path

from webapp.build import Site, build_site
from webapp.compress import wire_size
from webapp.progress import Progress

LIMIT_BYTES = 15_500_000
CHROMIUM_CANVASKIT = "canvaskit/chromium/"


def run() -> dict[str, object]:
    """Build the release site (nothing is made twice) and add up what Chromium is sent."""
    site = build_site(progress=Progress(sys.stderr))
    files = [file for file in site.files if _is_sent_to_chromium(site, file)]
    largest = sorted(files, key=wire_size, reverse=True)[:8]
    return {
        "figure": "app_size",
        "value": sum(map(wire_size, files)),
        "unit": "bytes, brotli",
        "must": f"<= {LIMIT_BYTES}",
        "beside": {
            "files": len(files),
            "raw_bytes": sum(file.stat().st_size for file in files),
            "largest": {_name(site, file): wire_size(file) for file in largest},
        },
    }


def _is_sent_to_chromium(site: Site, file: Path) -> bool:
    name = _name(site, file)
    return not name.startswith("canvaskit/") or name.startswith(CHROMIUM_CANVASKIT)


def _name(site: Site, file: Path) -> str:
    return file.relative_to(site.folder).as_posix()
