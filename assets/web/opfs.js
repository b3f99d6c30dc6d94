// A durable folder for Python: an Emscripten file system whose files are sync access handles of the
// browser's private file system. Every file is a slot of a pool that is opened beforehand, since
// opening is asynchronous and Python's open() is not. What is written and fsynced survives a kill.

const ENOENT = 44, EIO = 29, EMFILE = 33, EINVAL = 28, ENAMETOOLONG = 37, ENOSPC = 51, ENOTEMPTY = 55, EPERM = 63;
const IS_FOLDER = 0o40777, IS_FILE = 0o100666;
const MAGIC = 0x49415053, DATA_AT = 4096, RECORD_BYTES = 1024, NAME_AT = 16, NAME_BYTES = RECORD_BYTES - NAME_AT - 4;
const SPARE_SLOTS = 12, LOCK_WAIT_MS = 3000, RETRY_MS = 100, LOCK_NAME = 'inspect-app.store';
const encoder = new TextEncoder(), decoder = new TextDecoder();

// To be called before Pyodide loads. SQLite ends every step of a commit by fdatasync(), which
// Emscripten answers without asking the file system; fsync() it passes on.
export function honourFdatasync() {
  for (const name of ['instantiate', 'instantiateStreaming']) {
    const plain = WebAssembly[name].bind(WebAssembly);
    WebAssembly[name] = (source, imports) => {
      const sync = imports?.wasi_snapshot_preview1?.fd_sync;
      if (sync && imports.env.__syscall_fdatasync) imports.env.__syscall_fdatasync = Object.assign(fd => -sync(fd), {sig: 'ii'});
      return plain(source, imports);
    };
  }
}

// Returns {files, flushes, flushEveryWrite} or {error: 'missing' | 'locked' | 'full' | 'failed', detail}.
export async function openStore(FS, mountPoint, folderName, spareSlots = SPARE_SLOTS) {
  try {
    if (!isPossible()) return {error: 'missing', detail: 'no sync access handles'};
    if (!await takeLock(folderName)) return {error: 'locked', detail: 'another tab'};
    const pool = await Pool.open(folderName, spareSlots);
    FS.mkdirTree(mountPoint);
    FS.mount(new PoolFileSystem(FS, pool), {}, mountPoint);
    return {files: pool.names(), flushes: () => pool.flushes, flushEveryWrite: () => { pool.isEager = true; }};
  } catch (error) {
    return {error: CAUSES[error.name] || 'failed', detail: `${error.name}: ${error.message}`};
  }
}

const CAUSES = {
  NoModificationAllowedError: 'locked', InvalidStateError: 'locked', SecurityError: 'missing', NotSupportedError: 'missing',
  QuotaExceededError: 'full',
};

function isPossible() {
  const Handle = self.FileSystemFileHandle;
  return Boolean(self.isSecureContext && navigator.storage?.getDirectory && Handle && 'createSyncAccessHandle' in Handle.prototype);
}

// Held until the worker ends; a page that was just reloaded gets a moment to let go.
async function takeLock(folderName) {
  if (!navigator.locks) return true;
  return new Promise(resolve => {
    const forever = () => { resolve(true); return new Promise(() => {}); };
    navigator.locks.request(`${LOCK_NAME}.${folderName}`, {signal: AbortSignal.timeout(LOCK_WAIT_MS)}, forever).catch(() => resolve(false));
  });
}

class Pool {
  static async open(folderName, spareSlots) {
    const pool = new Pool();
    pool.spareSlots = spareSlots;
    pool.folder = await (await navigator.storage.getDirectory()).getDirectoryHandle(folderName, {create: true});
    const found = [];
    for await (const name of pool.folder.keys()) if (/^slot-\d+$/.test(name)) found.push(name);
    pool.slots = await Promise.all(found.map(name => Slot.open(pool.folder, name)));
    pool.count = found.reduce((highest, name) => Math.max(highest, 1 + Number(name.slice(5))), 0);
    pool.flushes = 0;
    pool.sequence = pool.slots.reduce((highest, slot) => Math.max(highest, slot.sequence), 0);
    pool.settleNames();
    await pool.grow();
    return pool;
  }

  // A kill between the two steps of a rename leaves two slots of one name: the later one counts.
  settleNames() {
    const newest = new Map();
    for (const slot of this.slots.filter(each => each.name).sort((a, b) => a.sequence - b.sequence)) {
      if (newest.has(slot.name)) this.free(newest.get(slot.name));
      newest.set(slot.name, slot);
    }
    for (const slot of this.slots) if (!slot.name) slot.truncate(0);
  }

  names() { return this.slots.filter(slot => slot.name).map(slot => slot.name); }
  find(name) { return this.slots.find(slot => slot.name === name); }
  spare() { return this.slots.filter(slot => !slot.name && !slot.opened); }

  create(name) {
    const slot = this.spare()[0];
    if (!slot) return null;
    slot.truncate(0);
    this.rename(slot, name);
    this.growing = this.grow().catch(error => console.warn('the store cannot grow:', error));
    return slot;
  }

  rename(slot, name) { slot.writeName(name, ++this.sequence); this.flushes += 1; }

  free(slot) {
    this.rename(slot, '');
    if (!slot.opened) slot.truncate(0);
  }

  flush(slot) { slot.handle.flush(); this.flushes += 1; }

  async grow() {
    while (this.spare().length < this.spareSlots) this.slots.push(await Slot.open(this.folder, `slot-${this.count++}`));
  }
}

// A header block, then the bytes of the file. The header has two records that are written in turn,
// so that a torn write leaves the older one valid.
class Slot {
  static async open(folder, fileName) {
    const file = await folder.getFileHandle(fileName, {create: true});
    const slot = new Slot();
    slot.handle = await openHandle(file);
    if (typeof slot.handle.getSize() !== 'number') throw new DOMException('asynchronous handles', 'NotSupportedError');
    slot.opened = 0;
    slot.changedAt = new Date();
    const records = [0, 1].map(index => slot.readRecord(index));
    slot.latest = (records[1]?.sequence ?? -1) > (records[0]?.sequence ?? -1) ? 1 : 0;
    slot.name = records[slot.latest]?.name ?? '';
    slot.sequence = records[slot.latest]?.sequence ?? 0;
    slot.size = Math.max(0, slot.handle.getSize() - DATA_AT);
    return slot;
  }

  readRecord(index) {
    const bytes = new Uint8Array(RECORD_BYTES), view = new DataView(bytes.buffer);
    if (this.handle.read(bytes, {at: index * RECORD_BYTES}) < RECORD_BYTES) return null;
    if (view.getUint32(0) !== MAGIC || view.getUint32(RECORD_BYTES - 4) !== crc32(bytes.subarray(0, RECORD_BYTES - 4))) return null;
    return {sequence: view.getFloat64(4), name: decoder.decode(bytes.subarray(NAME_AT, NAME_AT + view.getUint16(12)))};
  }

  writeName(name, sequence) {
    const bytes = new Uint8Array(RECORD_BYTES), view = new DataView(bytes.buffer), encoded = encoder.encode(name);
    view.setUint32(0, MAGIC);
    view.setFloat64(4, sequence);
    view.setUint16(12, encoded.length);
    bytes.set(encoded, NAME_AT);
    view.setUint32(RECORD_BYTES - 4, crc32(bytes.subarray(0, RECORD_BYTES - 4)));
    const record = 1 - this.latest;
    if (this.handle.write(bytes, {at: record * RECORD_BYTES}) < RECORD_BYTES) throw new DOMException('no room for a name', 'QuotaExceededError');
    this.handle.flush();
    Object.assign(this, {latest: record, name, sequence});
  }

  read(target, position) {
    const length = Math.min(target.length, Math.max(0, this.size - position));
    return length ? this.handle.read(target.subarray(0, length), {at: DATA_AT + position}) : 0;
  }

  write(source, position) {
    const written = this.handle.write(source, {at: DATA_AT + position});
    if (written < source.length && !written) throw new DOMException('nothing was written', 'QuotaExceededError');
    this.size = Math.max(this.size, position + written);
    this.changedAt = new Date();
    return written;
  }

  truncate(size) {
    if (size === this.size) return;
    this.handle.truncate(DATA_AT + size);
    this.size = size;
    this.changedAt = new Date();
  }
}

// The lock is ours, but the worker of a page that was just closed may still be letting go.
async function openHandle(file) {
  for (const until = performance.now() + LOCK_WAIT_MS; ;) {
    try { return await file.createSyncAccessHandle(); } catch (error) {
      if (error.name !== 'NoModificationAllowedError' || performance.now() > until) throw error;
      await new Promise(resolve => setTimeout(resolve, RETRY_MS));
    }
  }
}

class PoolFileSystem {
  constructor(FS, pool) {
    this.FS = FS;
    this.pool = pool;
    this.folders = new Set();
    pool.names().forEach(name => this.rememberFolders(name));
    const operations = ['getattr', 'setattr', 'lookup', 'mknod', 'unlink', 'rmdir', 'rename', 'readdir'];
    this.nodeOperations = Object.fromEntries(operations.map(name => [name, (...given) => this.guarded(() => this[name](...given))]));
    const streams = ['open', 'close', 'read', 'write', 'llseek', 'fsync'];
    this.streamOperations = Object.fromEntries(streams.map(name => [name, (...given) => this.guarded(() => this[`stream_${name}`](...given))]));
  }

  mount() { return this.node(null, '/', IS_FOLDER, null); }

  node(parent, name, mode, slot) {
    const node = this.FS.createNode(parent, name, mode, 0);
    return Object.assign(node, {node_ops: this.nodeOperations, stream_ops: this.streamOperations, slot});
  }

  guarded(work) {
    try { return work(); } catch (error) {
      if (error instanceof this.FS.ErrnoError) throw error;
      if (error.name !== 'QuotaExceededError') console.error('store:', error);
      throw new this.FS.ErrnoError(error.name === 'QuotaExceededError' ? ENOSPC : EIO);
    }
  }

  refuse(number) { throw new this.FS.ErrnoError(number); }

  path(folder, name) {
    const parts = [name];
    for (let at = folder; at.parent !== at; at = at.parent) parts.unshift(at.name);
    const path = parts.join('/');
    if (encoder.encode(path).length > NAME_BYTES) this.refuse(ENAMETOOLONG);
    return path;
  }

  // A folder without files is not kept: who needs one makes it again.
  rememberFolders(path) {
    for (let cut = path.lastIndexOf('/'); cut > 0; cut = path.lastIndexOf('/', cut - 1)) this.folders.add(path.slice(0, cut));
  }

  getattr(node) {
    const size = node.slot ? node.slot.size : DATA_AT, at = node.slot ? node.slot.changedAt : new Date(0);
    return {dev: 1, ino: node.id, mode: node.mode, nlink: 1, uid: 0, gid: 0, rdev: 0, size, atime: at, mtime: at, ctime: at, blksize: DATA_AT, blocks: Math.ceil(size / 512)};
  }

  setattr(node, wanted) {
    if (wanted.size !== undefined && node.slot) node.slot.truncate(wanted.size);
    if (wanted.mode !== undefined) node.mode = wanted.mode;
  }

  lookup(parent, name) {
    const path = this.path(parent, name), slot = this.pool.find(path);
    if (slot) return this.node(parent, name, IS_FILE, slot);
    if (this.folders.has(path)) return this.node(parent, name, IS_FOLDER, null);
    return this.refuse(ENOENT);
  }

  mknod(parent, name, mode) {
    const path = this.path(parent, name);
    if (this.FS.isDir(mode)) {
      this.folders.add(path);
      return this.node(parent, name, mode, null);
    }
    return this.node(parent, name, mode, this.pool.create(path) || this.refuse(EMFILE));
  }

  unlink(parent, name) {
    const slot = this.pool.find(this.path(parent, name));
    if (slot) this.pool.free(slot);
  }

  rmdir(parent, name) {
    const path = this.path(parent, name);
    if ([...this.pool.names(), ...this.folders].some(each => each.startsWith(path + '/'))) this.refuse(ENOTEMPTY);
    this.folders.delete(path);
  }

  // The new name is on disk before the old bearer of that name is let go.
  rename(node, folder, name) {
    if (!node.slot) this.refuse(EPERM);
    const path = this.path(folder, name), replaced = this.pool.find(path);
    this.pool.rename(node.slot, path);
    this.rememberFolders(path);
    if (replaced && replaced !== node.slot) {
      this.pool.free(replaced);
      try { this.FS.hashRemoveNode(this.FS.lookupNode(folder, name)); } catch { /* it was never looked up */ }
    }
    node.name = name;
    node.parent = folder;
  }

  readdir(node) {
    const prefix = node.parent === node ? '' : this.path(node.parent, node.name) + '/';
    const below = [...this.pool.names(), ...this.folders].filter(path => path.startsWith(prefix));
    return ['.', '..', ...new Set(below.map(path => path.slice(prefix.length).split('/')[0]))];
  }

  stream_open({node}) { if (node.slot) node.slot.opened += 1; }

  // A file that was deleted while open keeps its slot until the last stream is closed.
  stream_close({node}) {
    if (!node.slot) return;
    node.slot.opened -= 1;
    if (!node.slot.opened && !node.slot.name) node.slot.truncate(0);
  }

  stream_read({node}, buffer, offset, length, position) { return node.slot.read(buffer.subarray(offset, offset + length), position); }

  stream_write({node}, buffer, offset, length, position) {
    if (!length) return 0;
    const written = node.slot.write(buffer.subarray(offset, offset + length), position);
    if (this.pool.isEager) this.pool.flush(node.slot);
    return written;
  }

  stream_llseek(stream, offset, whence) {
    const from = [0, stream.position, stream.node.slot ? stream.node.slot.size : 0][whence];
    if (from === undefined || from + offset < 0) this.refuse(EINVAL);
    return from + offset;
  }

  stream_fsync({node}) {
    if (node.slot) this.pool.flush(node.slot);
    return 0;
  }
}

const CRC_TABLE = Uint32Array.from({length: 256}, (_, index) => {
  let value = index;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? 0xEDB88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes) {
  let value = 0xFFFFFFFF;
  for (const byte of bytes) value = CRC_TABLE[(value ^ byte) & 0xFF] ^ (value >>> 8);
  return (value ^ 0xFFFFFFFF) >>> 0;
}
