// The worker that Python runs in. Speaks Flet's messages (see flet.messaging.pyodide_connection) and loads in parallel
// what Flet's own worker loads one after another; Python comes compiled and is unpacked by copying.
import {honourFdatasync} from './opfs.js';

const APP_FOLDER = '/app', TAR_BLOCK = 512, FOLDER_TYPE = 53;
const flet_js = {receive_callback: send};
let said = [];
let isStarted = false;

// Before Python loads: without it a commit of SQLite would not reach the device.
honourFdatasync();

// For inspect_app/platform/browser: the page's policy allows no code made from text.
self.importModule = address => import(address);

// What one turn of Python's loop says leaves together: the page paints it in one frame, not in two.
function send(message) {
  if (!said.length) queueMicrotask(post);
  said.push(message.toJs());
}

function post() {
  const messages = said;
  said = [];
  self.postMessage(messages, messages.map(bytes => bytes.buffer));
}

self.onmessage = async ({data}) => {
  if (!isStarted) {
    isStarted = true;
    try { await startPython(data); } catch (error) { self.postMessage(String(error)); }
  } else if (typeof flet_js.send === 'function') {
    flet_js.send(data);
  } else {
    console.error('dropped a message for an app that never started');
  }
};

async function startPython({pyodideUrl, stdlibUrl, lock, packagesUrl, appUrl, module, documentUrl, isCounted}) {
  if (isCounted) countFetches();
  flet_js.documentUrl = documentUrl;
  flet_js.args = null;
  const archives = [fetchArchive(packagesUrl), fetchArchive(appUrl)];
  archives.forEach(archive => archive.catch(() => {}));
  const {loadPyodide} = await import(pyodideUrl);
  let sitePackages = '';
  const pyodide = self.pyodide = await loadPyodide({
    stdLibURL: stdlibUrl, lockFileContents: lock, packageBaseUrl: new URL('.', pyodideUrl).href,
    stdout: text => console.log(text), stderr: text => console.error(text),
    fsInit: async (FS, found) => { sitePackages = found.sitePackages; },
  });
  self.postMessage({stage: 'python'});
  unpack(pyodide.FS, await archives[0], sitePackages);
  unpack(pyodide.FS, await archives[1], APP_FOLDER);
  pyodide.registerJsModule('flet_js', flet_js);
  pyodide.globals.set('app_folder', APP_FOLDER);
  pyodide.globals.set('app_module', module);
  self.postMessage({stage: 'app'});
  await pyodide.runPythonAsync(`
import dataclasses, hashlib, importlib, marshal, runpy, sys
sys.path.insert(0, app_folder)
importlib.invalidate_caches()
# Half of the imports' time would be the compiling of what dataclass() makes up: see webapp/class_code.py.
with open(app_folder + "/class_code.bin", "rb") as file:
    class_code = marshal.load(file)
dataclasses.exec = lambda text, *scopes: exec(class_code.get(hashlib.sha256(text.encode()).digest(), text), *scopes)
try:
    runpy.run_module(app_module, run_name="__main__", alter_sys=True)
except SystemExit as stop:
    if stop.code not in (None, 0):
        raise
`);
  if (typeof flet_js.start_connection !== 'function') throw new Error(`${module} ended without starting Flet`);
  await flet_js.start_connection(send);
  self.postMessage('initialized');
}

async function fetchArchive(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${url}`);
  return new Uint8Array(await response.arrayBuffer());
}

// A ustar archive of files; the file system keeps views of the archive's bytes instead of copies.
function unpack(FS, archive, root) {
  const text = (from, length) => {
    const field = archive.subarray(from, from + length), end = field.indexOf(0);
    return new TextDecoder().decode(end < 0 ? field : field.subarray(0, end));
  };
  const made = new Set();
  for (let at = 0; at + TAR_BLOCK <= archive.length && archive[at]; ) {
    const prefix = text(at + 345, 155), name = (prefix ? prefix + '/' : '') + text(at, 100);
    const size = parseInt(text(at + 124, 12), 8), path = `${root}/${name}`, folder = path.slice(0, path.lastIndexOf('/'));
    if (!made.has(folder)) { FS.mkdirTree(folder); made.add(folder); }
    const from = at + TAR_BLOCK;
    if (archive[at + 156] !== FOLDER_TYPE) FS.writeFile(path, archive.subarray(from, from + size), {canOwn: true});
    at = from + Math.ceil(size / TAR_BLOCK) * TAR_BLOCK;
  }
}

// On a first load every fetch of this worker tells the page how far it is.
function countFetches() {
  const plain = self.fetch.bind(self), STEP = 200000;
  self.fetch = async (...args) => {
    const response = await plain(...args);
    if (!response.ok || !response.body || !response.url.startsWith(self.location.origin)) return response;
    let bytes = 0, told = 0;
    const counter = new TransformStream({transform(chunk, out) {
      bytes += chunk.length;
      if (bytes - told > STEP) { told = bytes; self.postMessage({url: response.url, bytes}); }
      out.enqueue(chunk);
    }});
    return new Response(response.body.pipeThrough(counter), {status: response.status, headers: response.headers});
  };
}
