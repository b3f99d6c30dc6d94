"""Figure `app_start`: the second start with no network, beside bare Pyodide importing flet.

A start ends when the first usable screen is drawn: when Today's button to begin an inspection is
in the semantics tree, which Flutter writes with the frame that shows it, and the app's own start
screen has gone (`inspect-app-shown`), whichever is later.
"""

import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks._in_browser import built_site, cached_site, demo_endpoint, enrol, new_phone
from benchmarks._unwatched import Tab, unwatched_browser
from webapp import archive
from webapp.cache import Cache
from webapp.client import PYODIDE
from webapp.layout import CACHE, REQUIREMENTS, digest
from webapp.packages import TARGET

MUST = 1.5
ROUNDS = 7
START_S = 120
STAGES = ("python", "app", "connected", "drawn", "shown")
BARE = ("packages.tar", "sources.tar")
"""The packages compiled, as the build ships them, and as plain Python."""

WATCH = """
    const look = () => {
      document.querySelector('flt-semantics-placeholder')?.click();
      const host = document.querySelector('flt-semantics-host');
      if (!host?.textContent.includes('开始检查')) return;
      watcher.disconnect();
      performance.mark('inspect-app-words');
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document, {childList: true, subtree: true, characterData: true});
"""
MARKS = """
    Object.fromEntries(performance.getEntriesByType('mark')
      .filter(each => each.name.startsWith('inspect-app-'))
      .map(each => [each.name.slice('inspect-app-'.length), each.startTime / 1000]))
"""
IS_OVER = f"(marks => marks.shown && marks.words && marks)({MARKS.strip()})"

BARE_PAGE = """<!doctype html>
<meta charset="utf-8">
<script type="module">
  const worker = new Worker('worker.js', {type: 'module'});
  worker.onmessage = ({data}) => { globalThis.measured = {...data, imported: performance.now() / 1000}; };
  worker.postMessage({archive: location.hash.slice(1), origin: performance.timeOrigin});
</script>
"""  # noqa: E501
BARE_WORKER = """
self.onmessage = async ({data: {archive, origin}}) => {
  const since = () => (performance.timeOrigin + performance.now() - origin) / 1000;
  const packages = fetch(archive).then(response => response.arrayBuffer());
  const {loadPyodide} = await import('./pyodide/pyodide.mjs');
  const pyodide = await loadPyodide();
  const loaded = since();
  pyodide.unpackArchive(await packages, 'tar');
  const unpacked = since();
  pyodide.runPython('import flet');
  self.postMessage({loaded, unpacked});
};
"""


def run() -> dict[str, object]:
    """The ratio of medians; both in seconds, and where the time goes, beside it."""
    site = built_site("app")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        bare = _bare_site(folder / "bare", site)
        with (
            new_phone(folder / "profile") as phone,
            demo_endpoint(site, folder / "endpoint") as demo,
        ):
            enrol(phone, demo)
        starts, bares = [], {name: [] for name in BARE}
        with cached_site(bare) as bare_url, unwatched_browser(folder / "profile") as port:
            for number in range(ROUNDS + 1):
                start = _start(port, f"{demo.address}/")
                loads = {each: _load_bare(port, bare_url, each) for each in BARE}
                print(_said(start, loads), file=sys.stderr)
                if number == 0:
                    # The first round fills the browser's caches of compiled code, for both.
                    continue
                starts.append(start)
                for each, load in loads.items():
                    bares[each].append(load)
    return _figure(starts, bares)


def _figure(starts: list[dict[str, float]], bares: dict[str, list[dict[str, float]]]) -> dict:
    usable = [max(start["shown"], start["words"]) for start in starts]
    compiled, plain = (statistics.median(each["imported"] for each in bares[name]) for name in BARE)
    start_s = statistics.median(usable)
    return {
        "figure": "app_start",
        "value": round(start_s / compiled, 3),
        "unit": "ratio",
        "beside": {
            "start_s": round(start_s, 2),
            "bare_s": round(compiled, 2),
            "bare_plain_sources_s": round(plain, 2),
            "ratio_to_plain_sources": round(start_s / plain, 3),
            "starts_s": [round(each, 2) for each in usable],
            "bares_s": [round(each["imported"], 2) for each in bares[BARE[0]]],
            "stages_s": _medians(starts, (*STAGES, "words")),
            "bare_stages_s": _medians(bares[BARE[0]], ("loaded", "unpacked", "imported")),
        },
        "must": f"<= {MUST}",
    }


def _medians(rounds: list[dict[str, float]], names: tuple[str, ...]) -> dict[str, float]:
    return {name: round(statistics.median(each[name] for each in rounds), 2) for name in names}


def _said(start: dict[str, float], loads: dict[str, dict[str, float]]) -> str:
    bare = ", ".join(f"{load['imported']:.1f} s ({name})" for name, load in loads.items())
    return f"start {max(start['shown'], start['words']):.1f} s, bare {bare}"


def _start(port: int, address: str) -> dict[str, float]:
    with Tab(port) as tab:
        tab.go(address, WATCH)
        return tab.reached(IS_OVER, START_S)


def _load_bare(port: int, url: str, archive_name: str) -> dict[str, float]:
    with Tab(port) as tab:
        tab.go(f"{url}#{archive_name}")
        return tab.reached("globalThis.measured", START_S)


def _bare_site(folder: Path, site: Path) -> Path:
    """A page that does nothing but load Pyodide as Flet ships it, and flet."""
    shutil.copytree(PYODIDE, folder / "pyodide")
    shutil.copyfile(site / BARE[0], folder / BARE[0])
    (folder / BARE[1]).write_bytes(_sources())
    (folder / "index.html").write_text(BARE_PAGE, "utf-8")
    (folder / "worker.js").write_text(BARE_WORKER, "utf-8")
    return folder


def _sources() -> bytes:
    """The packages of the phone as they are published, in one archive."""

    def make(draft: Path) -> None:
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-compile"]
        command += ["--require-hashes", "--only-binary=:all:", *TARGET]
        command += ["--target", str(draft / "installed"), "--requirement", str(REQUIREMENTS)]
        subprocess.run(command, check=True)
        (draft / BARE[1]).write_bytes(archive.pack(archive.read_folder(draft / "installed")))
        shutil.rmtree(draft / "installed")

    key = digest(REQUIREMENTS.read_bytes(), (PYODIDE / "package.json").read_bytes())
    return (Cache(CACHE).folder("sources", key, make) / BARE[1]).read_bytes()
