// Runs `_crashing.py` in Pyodide over the app's own opfs.js, on a disk in memory that notes every
// write; then opens what each crash leaves: node _crashing.mjs PYODIDE ROOT PACKAGES JOURNAL TRIALS SEED
import { pathToFileURL } from "node:url";

const [pyodideFolder, root, packages, journal, trials, seed] = process.argv.slice(2);
const SECTOR = 512;

class Disk {
  constructor() {
    this.files = new Map();
    this.notes = [];
    this.isFull = false;
  }

  // A full disk, and a browser's quota, refuse what would make a file longer.
  note(note) {
    const size = this.files.get(note.name)?.size ?? 0;
    if (this.isFull && note.kind === "write" && note.at + note.bytes.length > size) throw new DOMException("no room", "QuotaExceededError");
    this.notes.push(note);
    this.apply(note);
  }

  // A file is {bytes, size}: bytes may be longer than what is used of them.
  apply({ kind, name, at, bytes }) {
    const file = this.files.get(name) ?? { bytes: new Uint8Array(0), size: 0 };
    this.files.set(name, file);
    const size = kind === "truncate" ? at : kind === "write" ? Math.max(file.size, at + bytes.length) : file.size;
    if (size > file.bytes.length) {
      const longer = new Uint8Array(Math.max(size, 2 * file.bytes.length));
      longer.set(file.bytes.subarray(0, file.size));
      file.bytes = longer;
    }
    if (size < file.size) file.bytes.fill(0, size, file.size);
    if (kind === "write") file.bytes.set(bytes, at);
    file.size = size;
  }

  copy() {
    const disk = new Disk();
    for (const [name, { bytes, size }] of this.files) disk.files.set(name, { bytes: bytes.slice(0, size), size });
    return disk;
  }

  handle(name) {
    const file = () => this.files.get(name);
    return {
      getSize: () => file().size,
      read: (target, { at }) => {
        const found = file().bytes.subarray(Math.min(at, file().size), Math.min(at + target.length, file().size));
        target.set(found);
        return found.length;
      },
      write: (bytes, { at }) => {
        this.note({ kind: "write", name, at, bytes: bytes.slice() });
        return bytes.length;
      },
      truncate: (at) => this.note({ kind: "truncate", name, at }),
      flush: () => this.note({ kind: "flush", name }),
    };
  }

  folder() {
    return {
      keys: async function* () { yield* this.names(); },
      names: () => [...this.files.keys()],
      getFileHandle: async (name) => {
        if (!this.files.has(name)) this.note({ kind: "create", name });
        return { createSyncAccessHandle: async () => this.handle(name) };
      },
    };
  }
}

let present;
const opfs = await import(pathToFileURL(`${root}/assets/web/opfs.js`));
opfs.honourFdatasync();
const { loadPyodide } = await import(pathToFileURL(`${pyodideFolder}/pyodide.mjs`));
const python = await loadPyodide({ indexURL: `${pyodideFolder}/` });
const directory = { getDirectoryHandle: async () => present.folder() };
Object.defineProperty(globalThis, "navigator", { value: { storage: { getDirectory: async () => directory } } });
Object.assign(globalThis, { self: globalThis, isSecureContext: true });
globalThis.FileSystemFileHandle = class { createSyncAccessHandle() {} };
for (const [mounted, folder] of [["/app", root], ["/packages", packages]]) {
  python.FS.mkdirTree(mounted);
  python.FS.mount(python.FS.filesystems.NODEFS, { root: folder }, mounted);
}
python.runPython('import sys; sys.dont_write_bytecode = True; sys.path[:0] = ["/app"]; sys.path.append("/packages")');
const crashing = python.pyimport("tests.torture._crashing");

async function on(disk, work) {
  present = disk;
  const opened = await opfs.openStore(python.FS, "/device", "device");
  if (opened.error) throw new Error(`${opened.error}: ${opened.detail}`);
  try { return work(); } finally { python.FS.unmount("/device"); }
}

// The device as it lives without any misfortune: what was written, and when which state was told.
const lived = new Disk();
const told = [];
await on(lived, () => crashing.live("/device", journal, (state) => {
  told.push({ at: lived.notes.length, state });
}));
const notes = lived.notes;
const writes = notes.flatMap(({ kind }, at) => (kind === "write" ? [at] : []));

let drawn = Number(seed);
const chance = (below) => {  // mulberry32
  drawn = (drawn + 0x6D2B79F5) | 0;
  let value = Math.imul(drawn ^ (drawn >>> 15), 1 | drawn);
  value = (value + Math.imul(value ^ (value >>> 7), 61 | value)) ^ value;
  return ((value ^ (value >>> 14)) >>> 0) % below;
};

// Part of a write: up to a boundary of sectors, which a disk writes whole.
function torn(note) {
  const sectors = Math.ceil((note.at % SECTOR + note.bytes.length) / SECTOR);
  const end = SECTOR * (Math.floor(note.at / SECTOR) + chance(sectors)) - note.at;
  return { ...note, bytes: note.bytes.subarray(0, Math.max(0, end)) };
}

// What the disk holds once the power is back: all that was flushed, and of the rest nobody knows what.
function afterPowerLoss(at) {
  const flushed = new Map();
  notes.slice(0, at).forEach(({ kind, name }, index) => { if (kind === "flush") flushed.set(name, index); });
  const disk = new Disk();
  notes.slice(0, at).forEach((note, index) => {
    const isSafe = note.kind === "create" || index <= (flushed.get(note.name) ?? -1);
    const luck = isSafe ? 0 : chance(3);
    if (luck < 2) disk.apply(luck && note.kind === "write" ? torn(note) : note);
  });
  return disk;
}

function afterKill(at, isTorn) {
  const disk = new Disk();
  notes.slice(0, at).forEach((note) => disk.apply(note));
  if (isTorn && notes[at].kind === "write") disk.apply(torn(notes[at]));
  return disk;
}

const faults = [];
const counts = { writes: writes.length, states: told.length };
for (let trial = 0; trial < Number(trials); trial++) {
  const spread = Math.floor(((trial + 0.5) * writes.length) / Number(trials));
  const at = writes[Number(trials) < writes.length ? spread : trial % writes.length];
  const kind = ["kill", "torn", "power", "power", "full"][chance(5)];
  counts[kind] = (counts[kind] ?? 0) + 1;
  const last = told.findLast((each) => each.at <= at), next = told.find((each) => each.at > at);
  const may = JSON.stringify([last, next].filter(Boolean).map((each) => each.state));
  const left = kind === "full" ? null : kind === "power" ? afterPowerLoss(at) : afterKill(at, kind === "torn");
  const seen = left ? on(left, () => crashing.look("/device", journal, may)) : filled(at);
  const found = await seen.catch((error) => `it ends with ${error.message.trim().split("\n").pop()}`);
  if (found) faults.push(`${kind} at ${at} (${notes[at].name} ${notes[at].at}): ${found}`);
}
console.log(JSON.stringify({ faults, counts }));

// The same life on a disk that is full from the write on, until the app has said so.
async function filled(at) {
  const disk = new Disk();
  const plain = disk.note.bind(disk);
  let wasFull = false;
  disk.note = (note) => {
    if (disk.notes.length >= at && !wasFull) wasFull = disk.isFull = true;
    plain(note);
  };
  const states = JSON.stringify(told.map((each) => each.state));
  return on(disk, () => crashing.live_on("/device", journal, states, () => {
    disk.isFull = false;
    counts.refused = (counts.refused ?? 0) + 1;
  }));
}
