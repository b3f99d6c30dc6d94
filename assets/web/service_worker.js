// The offline copy: every file of one build, by content. What is not of the build (the API, /docs, /t/…) is never answered here.
const VERSION = '__VERSION__', FILES = '__FILES__';  // [path, first 64 bits of SHA-256 in hex, bytes]
const POLICY = '__POLICY__';  // of index.html
const PREFIX = 'inspect-app-', CACHE = PREFIX + VERSION, SITE = self.registration.scope, PARALLEL = 4;
const CANVASKIT = new URL(self.location.href).searchParams.get('canvaskit') === 'chromium' ? /^canvaskit\/chromium\// : /^canvaskit\/canvaskit\./;
const WANTED = FILES.filter(([path]) => !path.startsWith('canvaskit/') || CANVASKIT.test(path));
const PATHS = new Set(WANTED.map(([path]) => path));
const INDEX = 'index.html', FALLBACK_FONT = 'assets/fonts/cn-400.ttf', NOTO_SLICE = /^assets\/fonts\/.+\/v\d+\/.+\.(woff2|ttf|otf)$/;
const channel = new BroadcastChannel('inspect-app');
const address = path => new URL(path, SITE).href;

self.addEventListener('install', event => event.waitUntil((async () => {
  await fill();
  if (!self.registration.active) await self.skipWaiting();
})()));

self.addEventListener('activate', event => event.waitUntil((async () => {
  const names = await caches.keys();
  await Promise.all(names.filter(name => name.startsWith(PREFIX) && name !== CACHE).map(name => caches.delete(name)));
  await self.clients.claim();
  channel.postMessage({ev: 'offlineReady', version: VERSION});
})()));

self.addEventListener('message', event => { if (event.data === 'skipWaiting') self.skipWaiting(); });

// Files that an interrupted attempt left, or that an older build has unchanged, are not fetched again.
async function fill() {
  const cache = await caches.open(CACHE);
  const names = (await caches.keys()).filter(name => name.startsWith(PREFIX) && name !== CACHE);
  const older = await Promise.all(names.map(name => caches.open(name)));
  const queue = WANTED.slice(), total = queue.reduce((sum, file) => sum + file[2], 0);
  let done = 0;
  const take = async () => {
    for (let file; (file = queue.shift());) {
      const [path, tag, bytes] = file;
      if (!await has(cache, path, tag)) await cache.put(address(path), await copyOf(older, path, tag) || await fetched(path, tag));
      done += bytes;
      channel.postMessage({ev: 'offlineCopy', done, total});
    }
  };
  await Promise.all(Array.from({length: PARALLEL}, take));
}

async function has(cache, path, tag) {
  const found = await cache.match(address(path));
  return found && found.headers.get('x-content-tag') === tag ? found : null;
}

async function copyOf(older, path, tag) {
  for (const cache of older) { const found = await has(cache, path, tag); if (found) return found; }
  return null;
}

async function fetched(path, tag) {
  const response = await fetch(address(path), {cache: 'no-cache', credentials: 'same-origin'});
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  const content = await response.arrayBuffer();
  const hash = new Uint8Array(await crypto.subtle.digest('SHA-256', content)).slice(0, 8);
  const found = Array.from(hash, byte => byte.toString(16).padStart(2, '0')).join('');
  if (found !== tag) throw new Error(`${path} is of another build; the next visit tries again`);
  const type = response.headers.get('content-type') || 'application/octet-stream';
  return new Response(content, {headers: {'content-type': type, 'content-length': String(content.byteLength), 'x-content-tag': tag}});
}

self.addEventListener('fetch', event => {
  const {request} = event;
  if (request.method !== 'GET' || !request.url.startsWith(SITE)) return;
  const path = request.url.slice(SITE.length).split(/[?#]/)[0] || INDEX;
  const wanted = PATHS.has(path) ? path : NOTO_SLICE.test(path) ? FALLBACK_FONT : null;
  if (wanted) event.respondWith((async () => {
    const found = await (await caches.open(CACHE)).match(address(wanted));
    if (!found) return fetch(request);
    return request.destination === 'worker' ? withPolicy(found) : found;
  })());
});

// A worker is held to the policy that comes with its own script, not to its page's. Said here and not kept with the copy: a copy outlives a policy.
// Only with workers: an answer made anew loses the machine code that the browser keeps beside a copy, a second of each start.
function withPolicy(found) {
  const headers = new Headers(found.headers);
  headers.set('content-security-policy', POLICY);
  headers.set('x-content-type-options', 'nosniff');
  return new Response(found.body, {headers});
}
