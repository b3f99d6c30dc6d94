"""The preview's web server: the desk page, the phone in it, and what is wrong with the file."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import flet_web.fastapi
from fastapi import Request, Response
from fastapi.responses import HTMLResponse, JSONResponse
from flet import RouteUrlStrategy, WebRenderer
from flet_web import get_package_web_dir
from starlette.middleware.trustedhost import TrustedHostMiddleware

from inspect_app.errors import StampFontMissing
from inspect_app.platform.stamp_font import BOLD, REGULAR, find_stamp_font
from inspect_app.preview.advice import advice, place
from inspect_app.preview.device import sample_tags, sample_units
from inspect_app.preview.page import desk_page
from inspect_app.preview.source import FormSource
from inspect_app.preview.window import Windows
from inspect_app.strings import strings

OWN_HOSTS = ["127.0.0.1", "localhost"]
FAMILIES = ("Roboto", "NotoSansSC", "CupertinoSystemText", "CupertinoSystemDisplay")
"""What Flutter and Flet ask for; without ours they would be fetched abroad, without Chinese."""
FOREIGN = re.compile(r"https://cdn\.jsdelivr\.net/npm/@rive-app/flutter-native-wasm@[\d.]+/")
"""Animations, which no screen has."""
WINDOW_KEPT_S = 30
"""How long a window that was closed may still come back."""


def preview_app(
    source: FormSource, folder: Path, language: str, secret: str
) -> flet_web.fastapi.FastAPI:
    """Serve the desk page at `/<secret>/`: no other page in the browser can guess the address."""
    windows = Windows(source, folder, language)
    desk = flet_web.fastapi.FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    desk.add_middleware(TrustedHostMiddleware, allowed_hosts=OWN_HOSTS)

    @desk.get(f"/{secret}/")
    async def page() -> Response:
        return HTMLResponse(desk_page(source.path.name, language))

    @desk.get(f"/{secret}/state")
    async def state(request: Request) -> Response:
        source.look()
        return JSONResponse(_state(source, language), headers={"Cache-Control": "no-store"})

    assets = client_with_fonts(folder)
    phone = flet_web.fastapi.app(
        windows.open,
        assets_dir=str(assets) if assets else None,
        app_name=strings(language)("common.app_name"),
        web_renderer=WebRenderer.CANVAS_KIT,
        route_url_strategy=RouteUrlStrategy.HASH,
        no_cdn=True,
        session_timeout_seconds=WINDOW_KEPT_S,
    )
    desk.mount(f"/{secret}/phone", phone)
    return desk


def _state(source: FormSource, language: str) -> dict[str, object]:
    form = source.form
    units = sample_units(form, language) if form else []
    tags = sample_tags(form, units, language) if form else ()
    return {
        "revision": source.revision,
        "form": form.id if form else "",
        "title": form.label.in_(language) if form else "",
        "faults": [
            {
                "place": place(fault, language),
                "advice": advice(fault, language),
                "detail": fault.message,
            }
            for fault in source.faults
        ],
        "tags": [{"name": tag.name, "code": tag.code} for tag in tags],
    }


def client_with_fonts(folder: Path) -> Path | None:
    """Write what lies over Flet's own client: the Chinese font, and no request to any other host.

    Returns its folder, or None where no build has brought the font.
    """
    try:
        faces = {weight: find_stamp_font(weight) for weight in (REGULAR, BOLD)}
    except StampFontMissing:
        return None
    stock, assets = Path(get_package_web_dir()), folder / "client" / "assets"
    (assets / "fonts").mkdir(parents=True)
    entries = []
    for weight, face in faces.items():
        shutil.copyfile(face, assets / "fonts" / f"{weight}.ttf")
        entries.append({"asset": f"fonts/{weight}.ttf", "weight": weight})
    known = json.loads((stock / "assets" / "FontManifest.json").read_text("utf-8"))
    kept = [each for each in known if each["family"] not in FAMILIES]
    ours = [{"family": family, "fonts": entries} for family in FAMILIES]
    (assets / "FontManifest.json").write_text(json.dumps(kept + ours), "utf-8")
    drawing = (stock / "main.dart.js").read_text("utf-8")
    (assets.parent / "main.dart.js").write_text(FOREIGN.sub("absent/", drawing), "utf-8")
    return assets.parent
