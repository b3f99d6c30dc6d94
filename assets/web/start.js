// The first screen: it is there before anything else, says how far the start is, what still waits
// to be sent, and, when the app cannot start here, why and what to do. Sets globalThis.inspectStart.
(() => {
  const WORDS = {
    zh: {
      name: '校园安全检查',
      waiting: ({records, photos, unit}) => `本机有 ${records} 条记录、${photos} 张照片待传${unit ? ' · ' + unit : ''}`,
      downloading: (done, total) => `正在下载 ${done} / ${total} MB`,
      python: '正在启动…',
      app: '正在打开…',
      firstNote: '首次打开需要下载，之后没有网络也能用。',
      slowNote: '比平时慢，请再等一等。一直不动时，请检查网络后重新打开；已保存的内容不会丢失。',
      again: '重新打开',
      failed: '没能打开',
      failedWords: ['已保存的检查、照片和签名都还在这台手机里。', '请检查网络后点“重新打开”。仍然不行时，请把下面的文字截图发给管理员。'],
      insecure: '请用 https 打开',
      insecureWords: host => [
        `现在的地址以 http:// 开头（${host}）。浏览器因此不允许使用相机，也不提供手机内的私有存储，检查记录无处可存，所以这里没有继续下载。`,
        `请改用以 https:// 开头的地址打开；地址请向管理员索取。`,
        '管理员：启动服务时为 inspect-app serve 指定证书；在服务所在的电脑上，也可以直接打开 http://localhost。',
      ],
      old: '这个浏览器太旧或受限制',
      oldWords: missing => [
        `缺少：${missing}。`,
        '请更新系统和浏览器，或换用 Chrome 108、Edge 108、Safari 16.4、Firefox 114 或更新的版本。',
        '如果是在微信等应用里打开的，请点右上角“…”选择“在浏览器打开”。无痕（隐私）模式下也可能缺少存储。',
      ],
      missing: {wasm: 'WebAssembly', storage: '网页私有存储（OPFS）', worker: '后台线程（Worker）', offline: '离线支持（Service Worker）', graphics: '图形加速（WebGL 或 Canvas）'},
    },
    en: {
      name: 'School safety inspection',
      waiting: ({records, photos, unit}) => `${records} records and ${photos} photos on this phone are waiting to be sent${unit ? ' · ' + unit : ''}`,
      downloading: (done, total) => `Downloading ${done} of ${total} MB`,
      python: 'Starting…',
      app: 'Opening…',
      firstNote: 'The first start downloads the app. After that it works with no network.',
      slowNote: 'This is slower than usual; please wait. If nothing moves, check the network and open the page again. Nothing that was saved is lost.',
      again: 'Open again',
      failed: 'The app did not open',
      failedWords: ['Inspections, photos and signatures that were saved are still on this phone.', 'Check the network and tap “Open again”. If it still fails, send the administrator a picture of the words below.'],
      insecure: 'Please open the https address',
      insecureWords: host => [
        `This address begins with http:// (${host}). The browser therefore gives no camera and no private storage on the phone; an inspection could not be kept, so nothing more was downloaded.`,
        'Open the address that begins with https://; the administrator has it.',
        'Administrators: give inspect-app serve a certificate. On the computer that runs the service, http://localhost works too.',
      ],
      old: 'This browser is too old or restricted',
      oldWords: missing => [
        `Missing: ${missing}.`,
        'Update the system and the browser, or use Chrome 108, Edge 108, Safari 16.4, Firefox 114 or newer.',
        'Inside WeChat or another app, tap “…” and choose “Open in browser”. Private windows may lack storage, too.',
      ],
      missing: {wasm: 'WebAssembly', storage: 'private storage for pages (OPFS)', worker: 'module workers', offline: 'offline support (service worker)', graphics: 'graphics (WebGL or canvas)'},
    },
  };
  const language = (navigator.language || 'zh').toLowerCase().startsWith('zh') ? 'zh' : 'en';
  const words = WORDS[language];
  const $ = id => document.getElementById(id);
  const SLOW_AFTER_MS = 25000, MEGABYTE = 1e6, DOWNLOAD_SHARE = 60;
  const STAGES = {python: 70, app: 85, connected: 95, shown: 100};
  let percent = 0, lastMove = Date.now(), over = false;

  document.documentElement.lang = language === 'zh' ? 'zh-CN' : 'en';
  document.title = words.name;
  document.querySelector('#start h1').textContent = words.name;
  $('start-stage').textContent = words.python;
  showWaiting();

  function showWaiting() {
    let summary = null;
    try { summary = JSON.parse(localStorage.getItem('inspect-app.summary')); } catch { /* nothing known */ }
    if (!summary || !(summary.records > 0 || summary.photos > 0)) return;
    const {records = 0, photos = 0, unit = ''} = summary;
    $('start-waiting').textContent = words.waiting({records, photos, unit});
    $('start-waiting').hidden = false;
  }

  function moveTo(value) {
    if (over || value <= percent) return;
    percent = value; lastMove = Date.now();
    $('start-progress').firstElementChild.style.width = percent + '%';
    $('start-progress').setAttribute('aria-valuenow', String(Math.round(percent)));
  }

  function showProblem(title, sentences, detail = '') {
    if (over) return;
    over = true;
    const box = $('start-problem');
    for (const id of ['start-progress', 'start-stage', 'start-note']) $(id).hidden = true;
    box.querySelector('h2').textContent = title;
    box.querySelector('.words').replaceChildren(...sentences.map(sentence => {
      const line = document.createElement('p'); line.textContent = sentence; return line;
    }));
    box.querySelector('pre').textContent = detail;
    $('start-again').textContent = words.again;
    $('start-again').onclick = () => location.reload();
    box.hidden = false;
  }

  function whatIsMissing() {
    const missing = [];
    if (typeof WebAssembly !== 'object' || typeof WebAssembly.instantiateStreaming !== 'function') missing.push('wasm');
    if (!(navigator.storage && navigator.storage.getDirectory)) missing.push('storage');
    if (typeof Worker !== 'function' || typeof BroadcastChannel !== 'function') missing.push('worker');
    if (!('serviceWorker' in navigator)) missing.push('offline');
    if (!document.createElement('canvas').getContext) missing.push('graphics');
    return missing.map(name => words.missing[name]);
  }

  const slow = setInterval(() => {
    if (!over && Date.now() - lastMove > SLOW_AFTER_MS) $('start-note').textContent = words.slowNote;
  }, 1000);

  globalThis.inspectStart = {
    // True when the app may load here; otherwise the reason is on the screen.
    mayLoad() {
      if (!isSecureContext) { showProblem(words.insecure, words.insecureWords(location.host)); return false; }
      const missing = whatIsMissing();
      if (missing.length) { showProblem(words.old, words.oldWords(missing.join(language === 'zh' ? '、' : ', '))); return false; }
      return true;
    },
    isFirst() { $('start-note').textContent = words.firstNote; },
    downloaded(done, total) {
      moveTo(DOWNLOAD_SHARE * done / total);
      if (!over && percent < STAGES.python) $('start-stage').textContent = words.downloading((done / MEGABYTE).toFixed(1), (total / MEGABYTE).toFixed(1));
    },
    reached(stage) {
      performance.mark('inspect-app-' + stage);
      moveTo(STAGES[stage]);
      if (!over) $('start-stage').textContent = stage === 'python' ? words.python : words.app;
    },
    failed(detail) { showProblem(words.failed, words.failedWords, String(detail)); },
    finished() {
      if (over) return;
      moveTo(STAGES.shown); over = true; clearInterval(slow);
      performance.mark('inspect-app-shown');
      $('start').classList.add('leaving');
      setTimeout(() => $('start').remove(), 200);
    },
  };
})();
