// The window's half of inspect_app/platform/browser: what a worker may not do, done on the Python
// worker's word. Messages are described in inspect_app/platform/browser/bridge.py.
(() => {
  const SITE = new URL('.', document.baseURI).href, SUMMARY_KEY = 'inspect-app.summary', TICK_MS = 10, LOOK_MS = 2000;
  const channel = new BroadcastChannel('inspect-app'), tag = crypto.randomUUID(), running = new Map();
  const load = name => import(`${SITE}page/${name}.js`);
  let worker = '';

  const calls = {
    async scan(given, signal) { return covering(async () => (await load('scan')).scan(given, signal)); },
    async shoot(given, signal) { return covering(async () => (await load('shoot')).shoot(given, signal)); },
    async pick(given, signal) { return covering(async () => (await load('pick')).pick(given, signal)); },
    async file(given, signal) { return covering(async () => (await load('file')).pickFile(given, signal)); },
    async share({name, content, type}) { return (await load('share')).share(new File([content], name, {type})); },
    async position({timeoutMs}) {
      if (!navigator.geolocation) return {refusal: 'missing'};
      return new Promise(resolve => navigator.geolocation.getCurrentPosition(
        ({coords}) => resolve({latitude: coords.latitude, longitude: coords.longitude, accuracy: coords.accuracy, refusal: ''}),
        error => resolve({refusal: error.code === error.PERMISSION_DENIED ? 'denied' : 'missing'}),
        {enableHighAccuracy: true, timeout: timeoutMs, maximumAge: 30000},
      ));
    },
    async keep() { return Boolean(navigator.storage?.persist && await navigator.storage.persist()); },
    async summary({text}) { localStorage.setItem(SUMMARY_KEY, text); },
    async meet() { return isOnline = navigator.onLine; },
    async tick() { return navigator.vibrate?.(TICK_MS) ?? false; },
  };

  // Flutter listens to every key of the window; while something of ours covers it, keys are not for it.
  // Typing, Enter in a form and Escape in a dialog are the browser's own doing and go on.
  let covers = 0;
  for (const kind of ['keydown', 'keyup', 'keypress']) addEventListener(kind, event => { if (covers) event.stopImmediatePropagation(); }, true);
  async function covering(work) {
    covers += 1;
    try { return await work(); } finally { covers -= 1; }
  }

  channel.onmessage = ({data}) => {
    if (!data || typeof data !== 'object') return;
    if (data.hello) meet(data);
    else if (data.to !== tag) return;
    else if (data.bound) worker = data.bound;
    else if (data.cancel) running.get(data.cancel)?.abort();
    else if (data.call) answer(data);
  };

  // Another tab's worker is heard here too: a page serves the first worker that finds it free, or the
  // one that was started under its name.
  function meet({hello, tab}) {
    if (tab ? tab === globalThis.inspectTab : !worker || worker === hello) channel.postMessage({claim: hello, page: tag});
  }

  async function answer({id, call, given}) {
    const stop = new AbortController();
    running.set(id, stop);
    try {
      channel.postMessage({id, ok: await calls[call](given, stop.signal) ?? null});
    } catch (error) {
      channel.postMessage({id, error: {name: String(error?.name), message: String(error?.message ?? error)}});
    } finally {
      running.delete(id);
    }
  }

  const tell = (ev, value) => channel.postMessage({ev, value, page: tag});
  const line = navigator.connection;
  let isOnline = navigator.onLine, type = line?.type;
  const changed = is => { isOnline = is; type = line?.type; tell('online', is); };
  addEventListener('online', () => changed(true));
  addEventListener('offline', () => changed(false));
  // A page that was frozen, or kept for going back to, has missed what happened meanwhile.
  const look = () => { if (navigator.onLine !== isOnline) changed(navigator.onLine); };
  setInterval(look, LOOK_MS);
  // From mobile data to Wi-Fi is no change of being online, but lets photos leave that waited for it.
  line?.addEventListener('change', () => {
    const before = type;
    type = line.type;
    if (isOnline && navigator.onLine && type !== before && before !== 'none') tell('online', true);
  });
  document.addEventListener('visibilitychange', () => { look(); tell('visible', !document.hidden); });
})();
