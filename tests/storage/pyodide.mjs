// Runs a Python module of this repository in Pyodide: node pyodide.mjs PYODIDE ROOT PACKAGES STORE MODULE
import { pathToFileURL } from "node:url";

const [pyodideFolder, root, packages, store, module] = process.argv.slice(2);
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${pyodideFolder}/` });
for (const [mounted, folder] of [["/app", root], ["/packages", packages], ["/store", store]]) {
  python.FS.mkdirTree(mounted);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, mounted);
}
python.runPython(`
import runpy, sys
sys.dont_write_bytecode = True
sys.path[:0] = ["/app"]
sys.path.append("/packages")
runpy.run_module("${module}", run_name="__main__")
`);
