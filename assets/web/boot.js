// Starts everything: the Python worker at once, Flutter beside it, the service worker when both run.
// Replaces Flet's python.js: routes messages between Dart and the Python worker and nothing else.
(() => {
  const FILES = '__FILES__';  // path: [bytes, bytes on the wire]
  const PYODIDE_LOCK = '__PYODIDE_LOCK__';
  const SITE = new URL('.', document.baseURI).href;

  // The same question that flutter_bootstrap.js asks; answered once, for Flutter and the service worker alike.
  const hasChromiumCanvasKit = (navigator.vendor === 'Google Inc.' || navigator.userAgent.includes('Edg/'))
    && typeof ImageDecoder !== 'undefined' && typeof Intl.v8BreakIterator !== 'undefined' && typeof Intl.Segmenter !== 'undefined';

  const flet = globalThis.flet = {
    pyodide: true, multiView: false, noCdn: true, webSocketEndpoint: '/ws', webRenderer: 'canvaskit', routeUrlStrategy: 'hash',
    entrypointBaseUrl: SITE, assetBase: SITE, canvasKitBaseUrl: SITE + 'canvaskit/', fontFallbackBaseUrl: SITE + 'assets/fonts/',
    canvasKitVariant: hasChromiumCanvasKit ? 'chromium' : 'full',
    pyodideUrl: SITE + 'pyodide/pyodide.mjs', appPackageUrl: SITE + 'app.tar', pythonModuleName: 'main', micropipIncludePre: false,
  };
  flet.flutterAppLoaded = new Promise(resolve => { flet.flutterAppResolve = resolve; });

  const start = globalThis.inspectStart, PATCH_CONTROL = 2, UPDATE_CHECK_MS = 60 * 60 * 1000;
  if (!start.mayLoad()) return;
  const isFirst = !navigator.serviceWorker.controller;
  if (isFirst) start.isFirst();

  // WebKit revives a page from its back/forward cache with drawing broken; only a fresh start helps (Flet's index.html does the same).
  addEventListener('pageshow', event => { if (event.persisted && navigator.vendor.startsWith('Apple')) location.reload(); });

  const progress = countDownloads();
  let isDrawn = false, hasScreen = false;
  addEventListener('flutter-first-frame', () => { performance.mark('inspect-app-drawn'); isDrawn = true; showWhenReady(); }, {once: true});

  // Flutter draws what it was just handed in this same frame; when the frame is over, it is to be seen.
  function showWhenReady() {
    if (isDrawn && hasScreen) requestAnimationFrame(() => setTimeout(() => start.finished()));
  }

  // A first load shows megabytes: the worker counts its own files as they come, the page's are counted as they end.
  function countDownloads() {
    const wanted = Object.keys(FILES).filter(path => /^(pyodide\/|main\.dart|packages\.tar|app\.tar|assets\/fonts\/(cn|Material))/.test(path)
      || path.startsWith(hasChromiumCanvasKit ? 'canvaskit/chromium/' : 'canvaskit/canvaskit.'));
    const total = wanted.reduce((sum, path) => sum + FILES[path][1], 0), done = {};
    const count = (url, share) => {
      const path = url.startsWith(SITE) ? url.slice(SITE.length).split(/[?#]/)[0] : '';
      if (!isFirst || !wanted.includes(path) || share <= (done[path] || 0)) return;
      done[path] = share;
      start.downloaded(wanted.reduce((sum, each) => sum + FILES[each][1] * (done[each] || 0), 0), total);
    };
    new PerformanceObserver(list => list.getEntries().forEach(entry => count(entry.name, 1))).observe({type: 'resource', buffered: true});
    return {count: ({url, bytes}) => { const path = url.slice(SITE.length); if (FILES[path]) count(url, Math.min(1, bytes / FILES[path][0])); }};
  }

  const apps = {};
  let early = startPython();

  function startPython() {
    const app = {waiting: [], toDart: null, worker: new Worker(SITE + 'python_worker.js', {type: 'module'})};
    app.ready = new Promise((resolve, reject) => {
      app.worker.onmessage = ({data}) => {
        if (data === 'initialized') { start.reached('connected'); resolve(); registerServiceWorker(); }
        else if (typeof data === 'string') reject(new Error(data));
        else if (!Array.isArray(data)) { data.url ? progress.count(data) : start.reached(data.stage); }
        else data.forEach(said => {
          if (app.toDart) app.toDart(said); else app.waiting.push(said);
          if (!hasScreen && said[0] === 0 && said[2] === PATCH_CONTROL) { hasScreen = true; showWhenReady(); }
        });
      };
      app.worker.onerror = event => reject(new Error(event.message || 'the Python worker did not start'));
    });
    app.ready.catch(error => start.failed(error.message));
    app.worker.postMessage({
      pyodideUrl: flet.pyodideUrl, stdlibUrl: SITE + 'pyodide/stdlib.zip', lock: PYODIDE_LOCK, packagesUrl: SITE + 'packages.tar',
      appUrl: flet.appPackageUrl, module: flet.pythonModuleName, documentUrl: document.URL, isCounted: isFirst,
    });
    return app;
  }

  globalThis.jsConnect = async (appId, args, toDart) => {
    const app = early || startPython();
    early = null; apps[appId] = app; app.toDart = toDart;
    app.waiting.splice(0).forEach(toDart);
    try { await app.ready; } catch (error) { await jsDisconnect(appId); throw error; }
  };
  globalThis.jsSend = async (appId, data) => { if (apps[appId]) apps[appId].worker.postMessage(data, [data.buffer]); };
  globalThis.jsDisconnect = async appId => {
    const app = apps[appId];
    if (app) { delete apps[appId]; app.worker.terminate(); }
  };

  // After the start, so that the first screen need not share the line with the offline copy; what the page has fetched comes from the HTTP cache.
  async function registerServiceWorker() {
    const channel = new BroadcastChannel('inspect-app');
    let isWanted = false;
    navigator.serviceWorker.addEventListener('controllerchange', () => { if (isWanted) location.reload(); });
    try {
      const registration = await navigator.serviceWorker.register(`service_worker.js?canvaskit=${flet.canvasKitVariant}`, {updateViaCache: 'none'});
      const tellOrCheck = () => registration.waiting ? channel.postMessage({ev: 'update'}) : registration.update().catch(() => {});
      channel.onmessage = ({data}) => {
        if (data === 'skipWaiting' && registration.waiting) { isWanted = true; registration.waiting.postMessage('skipWaiting'); }
        if (data === 'checkUpdate') tellOrCheck();
      };
      registration.addEventListener('updatefound', () => {
        const arriving = registration.installing;
        arriving.addEventListener('statechange', () => { if (arriving.state === 'installed' && registration.active) channel.postMessage({ev: 'update'}); });
      });
      if (registration.waiting) channel.postMessage({ev: 'update'});
      setInterval(tellOrCheck, UPDATE_CHECK_MS);
    } catch (error) {
      console.warn('no offline copy yet:', error);
    }
  }

  const flutter = document.createElement('script');
  flutter.src = 'flutter_bootstrap.js';
  flutter.onerror = () => start.failed('flutter_bootstrap.js');
  document.body.append(flutter);
})();
