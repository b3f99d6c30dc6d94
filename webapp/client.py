"""Flet's web client as it goes on the phone: one renderer, no foreign host, no foreign worker."""

import json
import re
import shutil
from fnmatch import fnmatch
from pathlib import Path

import flet_web

from webapp.errors import BuildError

CLIENT = Path(flet_web.get_package_web_dir())
PYODIDE = CLIENT / "pyodide"

SHIPPED = (
    "main.dart.js",
    "flutter_bootstrap.js",
    "version.json",
    "canvaskit/canvaskit.js",
    "canvaskit/canvaskit.wasm",
    "canvaskit/chromium/canvaskit.js",
    "canvaskit/chromium/canvaskit.wasm",
    "assets/AssetManifest.bin.json",
    "assets/FontManifest.json",
    "assets/fonts/MaterialIcons-Regular.otf",
    "assets/packages/cupertino_icons/*",
    "assets/packages/record_web/*",
    "assets/packages/wakelock_plus/*",
    "assets/packages/flutter_map/*",
    "assets/shaders/*",
    "pyodide/pyodide.mjs",
    "pyodide/pyodide.asm.mjs",
    "pyodide/pyodide.asm.wasm",
)
"""The rest is for other renderers, for debugging, for media players and for mathematics."""

FONT_FAMILIES = ("Roboto", "NotoSansSC", "CupertinoSystemText", "CupertinoSystemDisplay")
"""Families that Flutter and Flet ask for; without ours they would be fetched abroad."""

RIVE_CDN = re.compile(r"https://cdn\.jsdelivr\.net/npm/@rive-app/flutter-native-wasm@[\d.]+/")
RIVE_STUB = "globalThis.RiveNative = () => new Promise(() => {});\n"
FOREIGN_WORKER = re.compile(r"serviceWorkerSettings:\s*\{.*?\},\s*\n", re.DOTALL)
CANVASKIT_LINE = "if (flet.canvasKitBaseUrl) {"


def copy_client(site: Path) -> int:
    """Copy the shipped part of Flet's client to `site` and patch it; how many files."""
    names = [
        path.relative_to(CLIENT).as_posix()
        for path in sorted(CLIENT.rglob("*"))
        if path.is_file() and any(fnmatch(path.relative_to(CLIENT).as_posix(), p) for p in SHIPPED)
    ]
    for name in names:
        target = site / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(CLIENT / name, target)
    _keep_rive_home(site)
    _patch_bootstrap(site / "flutter_bootstrap.js")
    return len(names)


def bundle_fonts(site: Path, fonts: dict[int, bytes]) -> None:
    """Give Flutter our font under every family it asks for, before its first frame."""
    entries = []
    for weight, content in fonts.items():
        asset = f"fonts/cn-{weight}.ttf"
        (site / "assets" / asset).write_bytes(content)
        entries.append({"asset": asset, "weight": weight})
    manifest = site / "assets" / "FontManifest.json"
    stock = json.loads(manifest.read_text("utf-8"))
    kept = [family for family in stock if "KaTeX" not in family["family"]]
    kept = [family for family in kept if family["family"] not in FONT_FAMILIES]
    ours = [{"family": family, "fonts": entries} for family in FONT_FAMILIES]
    manifest.write_text(json.dumps(kept + ours), "utf-8")


def pyodide_version() -> str:
    return json.loads((PYODIDE / "package.json").read_text("utf-8"))["version"]


def pyodide_lock() -> dict[str, object]:
    """Pyodide's lock file without its 500 packages, which this site never fetches."""
    lock = json.loads((PYODIDE / "pyodide-lock.json").read_text("utf-8"))
    return {**lock, "packages": {}}


def _keep_rive_home(site: Path) -> None:
    script = site / "main.dart.js"
    patched, count = RIVE_CDN.subn("rive/", script.read_text("utf-8"))
    if not count:
        raise BuildError("Flet's client no longer names the Rive address that must be rewritten.")
    script.write_text(patched, "utf-8")
    stub = site / "rive" / "wasm" / "rive_native.js"
    stub.parent.mkdir(parents=True, exist_ok=True)
    stub.write_text(RIVE_STUB, "utf-8")


def _patch_bootstrap(script: Path) -> None:
    """Take Flutter's own service worker out, and let the page name the CanvasKit variant."""
    text, count = FOREIGN_WORKER.subn("", script.read_text("utf-8"))
    if count != 1 or CANVASKIT_LINE not in text:
        raise BuildError("Flet's flutter_bootstrap.js has changed; look at webapp/client.py.")
    variant = "flutterConfig.canvasKitVariant = flet.canvasKitVariant;\n"
    text = text.replace(CANVASKIT_LINE, variant + CANVASKIT_LINE)
    text = text.replace("//# sourceMappingURL=flutter.js.map", "")
    script.write_text(text, "utf-8")
