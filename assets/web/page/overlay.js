// What the camera's screens share: a modal sheet over Flutter's canvas, its look, its camera and its buttons.
import {FAMILY, loadFonts} from '../fonts.js';

const BACK_WAIT_MS = 500;
const SVG = 'http://www.w3.org/2000/svg';
const ICONS = {
  torch: 'M6 2h12v4l-3 4v12H9V10L6 6zM6 6h12M12 13v2',
  picture: 'M3 5h18v14H3zM3 16l5-5 4 4 3-3 6 6M15.5 9.5h.01',
  keyboard: 'M2 6h20v12H2zM6 10h.01M10 10h.01M14 10h.01M18 10h.01M7 14h10',
  camera: 'M3 7h4l2-3h6l2 3h4v13H3zM12 17a4 4 0 1 0 0-8 4 4 0 0 0 0 8z',
};

const STYLE = `
.inspect-sheet { position: fixed; inset: 0; width: 100vw; height: 100dvh; max-width: none; max-height: none; margin: 0; padding: 0; border: 0;
  background: #000; color: #fff; overflow: hidden; touch-action: manipulation;
  font: 400 16px/1.5 "${FAMILY}", "Noto Sans SC", "PingFang SC", "Microsoft YaHei", sans-serif; }
.inspect-sheet::backdrop { background: #000; }
.inspect-sheet * { box-sizing: border-box; }
.inspect-sheet [hidden] { display: none !important; }
.inspect-sheet video { position: absolute; inset: 0; width: 100%; height: 100%; object-fit: cover; }
.inspect-sheet .frame { position: absolute; left: 50%; top: 36%; width: min(68vw, 40vh, 360px); aspect-ratio: 1; transform: translate(-50%, -50%);
  border: 3px solid #fff; border-radius: 24px; box-shadow: 0 0 0 100vmax rgb(0 0 0 / .45); }
.inspect-sheet .frame.hit { border-color: #7BD88F; }
.inspect-sheet .notice { position: absolute; left: 24px; right: 24px; top: 30%; max-width: 440px; margin: 0 auto; text-align: center; text-wrap: balance; }
.inspect-sheet .notice svg { display: block; width: 48px; height: 48px; margin: 0 auto 16px; opacity: .8; }
.inspect-sheet .thumb { position: absolute; left: 0; right: 0; bottom: 0; max-width: 560px; margin: 0 auto; display: flex; flex-direction: column; gap: 12px;
  padding: 24px 16px calc(16px + env(safe-area-inset-bottom)); }
.inspect-sheet .words { margin: 0; text-align: center; text-shadow: 0 1px 3px #000; }
.inspect-sheet .chip { align-self: center; max-width: 100%; padding: 4px 16px; border-radius: 16px; background: rgb(0 0 0 / .6); border: 1px solid rgb(255 255 255 / .4);
  font-size: 14px; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.inspect-sheet .row { display: flex; gap: 12px; align-items: center; justify-content: center; }
.inspect-sheet .row.apart { justify-content: space-between; }
.inspect-sheet button { min-width: 56px; min-height: 56px; padding: 0 16px; border: 0; border-radius: 12px; background: rgb(32 36 38 / .82); color: #fff; font: inherit;
  cursor: pointer; display: inline-flex; align-items: center; justify-content: center; gap: 8px; -webkit-tap-highlight-color: transparent; }
.inspect-sheet button.main { flex: 1; background: #0B5F7A; font-weight: 700; }
.inspect-sheet button.wide { flex: 1; }
.inspect-sheet button.round { border-radius: 28px; padding: 0; flex: none; }
.inspect-sheet button.quiet { background: rgb(0 0 0 / .45); box-shadow: inset 0 0 0 1px rgb(255 255 255 / .35); }
.inspect-sheet button[aria-pressed=true] { background: #fff; color: #000; }
.inspect-sheet button:focus-visible, .inspect-sheet input:focus-visible { outline: 3px solid #8FD3EA; outline-offset: 2px; }
.inspect-sheet button:disabled { opacity: .5; }
.inspect-sheet button svg { width: 26px; height: 26px; flex: none; }
.inspect-sheet svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
.inspect-sheet input[type=text] { flex: 1; min-width: 0; min-height: 56px; padding: 0 16px; border: 2px solid #fff; border-radius: 12px; background: #fff; color: #111; font: inherit; font-size: 20px; }
.inspect-sheet input::placeholder { font-size: 14px; color: #555; }
.inspect-sheet .shutter { width: 80px; height: 80px; border-radius: 40px; padding: 0; background: #fff; border: 6px solid #0B5F7A; box-shadow: 0 0 0 4px #fff; }
.inspect-sheet .shutter:active { background: #C9E6F0; }
.inspect-sheet .side { width: 96px; display: flex; }
.inspect-sheet .side:last-child { justify-content: flex-end; }
.inspect-sheet .blink { animation: inspect-blink 150ms; }
@keyframes inspect-blink { from { opacity: .2 } to { opacity: 1 } }
@media (prefers-reduced-motion: reduce) { .inspect-sheet .blink { animation: none } }
@media (orientation: landscape) and (max-height: 480px) {
  .inspect-sheet .thumb { left: auto; width: 320px; }
  .inspect-sheet .frame { left: calc((100% - 320px) / 2); top: 50%; width: 68vh; }
  .inspect-sheet .notice { right: 344px; }
}
`;

// Shows a sheet and resolves with what `build(sheet)` passes to sheet.finish(); null on Escape, back or abort.
export async function showSheet(label, signal, build) {
  loadFonts(document.fonts, [400, 700]).catch(error => console.warn('the sheet keeps the system font:', error));
  const style = element('style', {textContent: STYLE}), dialog = element('dialog', {className: 'inspect-sheet', ariaLabel: label});
  const cleaners = [];
  const answer = new Promise((resolve, reject) => {
    const sheet = {dialog, finish: resolve, fail: reject, atEnd: clean => cleaners.push(clean)};
    dialog.addEventListener('cancel', event => { event.preventDefault(); resolve(null); });
    signal?.addEventListener('abort', () => resolve(null));
    document.head.append(style);
    document.body.append(dialog);
    dialog.showModal();
    stayAboveKeyboard(dialog, cleaners);
    cleaners.push(closeOnBack(() => resolve(null)));
    Promise.resolve(build(sheet)).catch(reject);
  });
  try {
    return await answer;
  } finally {
    dialog.close();
    dialog.remove();
    style.remove();
    await Promise.all(cleaners.map(clean => clean()));
  }
}

// On a phone the keyboard covers what stands at the bottom; the visual viewport knows.
function stayAboveKeyboard(dialog, cleaners) {
  const view = window.visualViewport;
  if (!view) return;
  const fit = () => { dialog.style.height = `${view.height}px`; dialog.style.top = `${view.offsetTop}px`; };
  view.addEventListener('resize', fit);
  cleaners.push(() => view.removeEventListener('resize', fit));
}

// The system's back closes the sheet instead of leaving the screen below it, which hears nothing of it.
function closeOnBack(close) {
  const muffle = event => { event.stopImmediatePropagation(); };
  const onBack = event => { muffle(event); isOpen = false; close(); };
  let isOpen = true;
  history.pushState(history.state, '');
  addEventListener('popstate', onBack, true);
  return async () => {
    removeEventListener('popstate', onBack, true);
    if (!isOpen) return;
    // Whoever waits for the answer may open a screen at once: not before our entry is gone.
    await new Promise(resolve => {
      addEventListener('popstate', event => { muffle(event); resolve(); }, {capture: true, once: true});
      setTimeout(resolve, BACK_WAIT_MS);
      history.back();
    });
  };
}

export function element(name, properties = {}, ...children) {
  const made = Object.assign(document.createElement(name), properties);
  made.append(...children.filter(Boolean));
  return made;
}

export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg'), path = document.createElementNS(SVG, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

export function button(label, onclick, {symbol, className = '', isQuiet = false} = {}) {
  const only = symbol && className.includes('round');
  const made = element('button', {type: 'button', className: `${className}${isQuiet ? ' quiet' : ''}`, onclick}, symbol && icon(symbol), only ? '' : label);
  if (only) { made.ariaLabel = label; made.title = label; }
  return made;
}

export function notice(words) {
  return element('p', {className: 'notice', role: 'alert'}, icon('camera'), words);
}

// Starts the camera in `video`; resolves with the track, or with why there is none: 'denied' or 'missing'.
export async function startCamera(video, ideal, sheet) {
  if (!navigator.mediaDevices?.getUserMedia) return {refusal: 'missing'};
  try {
    const stream = await navigator.mediaDevices.getUserMedia({audio: false, video: {facingMode: {ideal: 'environment'}, ...ideal}});
    const stop = () => stream.getTracks().forEach(track => track.stop());
    sheet.atEnd(stop);
    if (!sheet.dialog.isConnected) { stop(); return {refusal: 'missing'}; }
    video.srcObject = stream;
    await video.play();
    return {track: stream.getVideoTracks()[0]};
  } catch (error) {
    if (!['NotFoundError', 'NotAllowedError', 'NotReadableError'].includes(error.name)) console.warn('camera:', error);
    return {refusal: ['NotAllowedError', 'SecurityError'].includes(error.name) ? 'denied' : 'missing'};
  }
}

// Calls `lost(refusal)` once the camera is gone that was there: forbidden meanwhile, unplugged, or taken by another app.
export function watchCamera(track, lost) {
  track.addEventListener('ended', async () => lost(await isForbidden() ? 'denied' : 'missing'));
  if (track.readyState === 'ended') track.dispatchEvent(new Event('ended'));
}

async function isForbidden() {
  try {
    return (await navigator.permissions.query({name: 'camera'})).state !== 'granted';
  } catch (error) {
    console.warn('whether the camera is forbidden is not known:', error);
    return false;
  }
}

export function torchButton(track, label) {
  if (!track.getCapabilities?.().torch) return null;
  const made = button(label, async () => {
    const isOn = made.ariaPressed !== 'true';
    await track.applyConstraints({advanced: [{torch: isOn}]});
    made.ariaPressed = String(isOn);
  }, {symbol: 'torch', className: 'round'});
  made.ariaPressed = 'false';
  return made;
}

// Asks for files; resolves with an empty list when the person gives up.
export function chooseFiles({multiple = false, capture = '', accept = 'image/*'} = {}) {
  const input = element('input', {type: 'file', accept, multiple, hidden: true});
  if (capture) input.setAttribute('capture', capture);
  document.body.append(input);
  return new Promise(resolve => {
    const done = () => { resolve([...input.files]); input.remove(); };
    input.onchange = done;
    input.oncancel = done;
    input.click();
  });
}
