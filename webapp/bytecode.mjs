// Compiles Python sources to bytecode with the same Pyodide that will run them.
// node bytecode.mjs <pyodide folder> <job.json>; a job is {source, target, strip}: source and target are folders.
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

const [pyodideFolder, jobFile] = process.argv.slice(2);
const job = JSON.parse(fs.readFileSync(jobFile, 'utf8'));
const {loadPyodide} = await import(pathToFileURL(path.join(pyodideFolder, 'pyodide.mjs')).href);
const pyodide = await loadPyodide();

for (const [point, folder] of [['/source', job.source], ['/target', job.target]]) {
  pyodide.FS.mkdir(point);
  pyodide.FS.mount(pyodide.FS.filesystems.NODEFS, {root: folder}, point);
}
pyodide.globals.set('strip_docstrings', job.strip);
const report = await pyodide.runPythonAsync(`
import ast, importlib._bootstrap_external as external, json, os

def shorten(tree):
    # A class keeps a one-character docstring: dataclass() works out a signature for a class without one.
    for node in ast.walk(tree):
        if not isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
            continue
        first = node.body[0] if node.body else None
        if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
            first.value.value = "." if isinstance(node, ast.ClassDef) else ""

compiled, failed = 0, []
for folder, _, names in os.walk("/source"):
    for name in sorted(names):
        if not name.endswith(".py"):
            continue
        source = os.path.join(folder, name)
        module = source.removeprefix("/source/")
        try:
            with open(source, "rb") as file:
                tree = ast.parse(file.read(), filename=module)
            if strip_docstrings:
                shorten(tree)
            code = compile(tree, module, "exec", dont_inherit=True, optimize=1)
        except SyntaxError as error:
            failed.append(f"{module}: {error}")
            continue
        target = os.path.join("/target", module) + "c"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(external._code_to_hash_pyc(code, bytes(8), checked=False))
        compiled += 1
json.dumps({"compiled": compiled, "failed": failed})
`);
fs.writeSync(1, report + '\n');
process.exit(0);
