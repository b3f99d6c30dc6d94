// Records what dataclasses compile while the app's modules are imported, in the same Pyodide that will run them.
// node class_code.mjs <pyodide folder> <job.json>; a job is {packages, app, target, modules, names}: two archives,
// the file to write, the modules to import and the names of flet's that are looked up when they are first used.
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const [pyodideFolder, jobFile] = process.argv.slice(2);
const job = JSON.parse(fs.readFileSync(jobFile, 'utf8'));
const {loadPyodide} = await import(pathToFileURL(path.join(pyodideFolder, 'pyodide.mjs')).href);
const pyodide = await loadPyodide();

for (const [file, folder] of [[job.packages, '/packages'], [job.app, '/app']]) {
  pyodide.FS.mkdirTree(folder);
  pyodide.unpackArchive(new Uint8Array(fs.readFileSync(file)), 'tar', {extractDir: folder});
}
pyodide.registerJsModule('flet_js', {});
pyodide.globals.set('modules', pyodide.toPy(job.modules));
pyodide.globals.set('names', pyodide.toPy(job.names));
const content = pyodide.runPython(`
import contextlib, dataclasses, hashlib, importlib, logging, marshal, sys

sys.path += ["/packages", "/app"]
importlib.invalidate_caches()
logging.disable()
recorded = {}

def record(text, *scopes):
    code = recorded[hashlib.sha256(text.encode()).digest()] = compile(text, "<string>", "exec")
    exec(code, *scopes)

dataclasses.exec = record
# What does not import here is compiled on the phone.
for module in modules:
    with contextlib.suppress(Exception):
        importlib.import_module(module)
import flet
for name in names:
    with contextlib.suppress(AttributeError):
        getattr(flet, name)
marshal.dumps(dict(sorted(recorded.items())))
`);
fs.writeFileSync(job.target, content.toJs());
process.exit(0);
