self.importModule = address => import(address);
// Python as in the phone app, without Flet: runs what a test sends and answers in JSON.
import {honourFdatasync} from './opfs.js';

if (!location.search) honourFdatasync();

const ready = (async () => {
  const {loadPyodide} = await import('./pyodide/pyodide.mjs');
  const pyodide = await loadPyodide({stdout: text => console.log(text), stderr: text => console.error(text)});
  const source = await (await fetch('./inspect_app.zip')).arrayBuffer();
  pyodide.unpackArchive(source, 'zip', {extractDir: '/app'});
  pyodide.runPython("import sys; sys.path.insert(0, '/app')");
  return pyodide;
})();

// `code` is the body of an async function.
self.run = async code => {
  const pyodide = await ready;
  const indented = code.split('\n').map(line => '    ' + line).join('\n');
  const wrapped = `
import json
async def _test():
${indented}
try:
    _answer = {"ok": await _test()}
except BaseException as error:
    import traceback
    traceback.print_exc()
    _answer = {"error": type(error).__name__, "words": str(error)}
json.dumps(_answer)`;
  return JSON.parse(await pyodide.runPythonAsync(wrapped));
};
