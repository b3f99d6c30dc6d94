// The scanner: the camera over the whole screen until a code is read, typed, or found in a chosen picture.
import {loadReader, readPixels} from '../qr.js';
import {button, chooseFiles, element, notice, showSheet, startCamera, torchButton, watchCamera} from './overlay.js';

const IDEAL = {width: {ideal: 1920}, height: {ideal: 1080}};
const WHOLE_EDGE = 1024, PAUSE_MS = 40, HIT_SHOWN_MS = 120, HIT_TICK_MS = 60, MIN_CENTRE_SHARE = 0.55;
// Who scans one thing after the other still has the last tag before the lens: it counts again only when it stays there.
const SAME_AGAIN_MS = 3000;
let lastRead = '';

// Resolves with {text}, {picture: Blob}, or null.
export function scan({texts, last, camera = true}, signal) {
  return showSheet(texts['scan.hint'], signal, async sheet => {
    const video = element('video', {playsInline: true, muted: true}), frame = element('div', {className: 'frame'});
    const words = element('p', {className: 'words', role: 'status', textContent: texts['scan.hint']});
    const typing = typingForm(texts, text => sheet.finish({text}));
    const row = element('div', {className: 'row'},
      button(texts['scan.type_code'], () => { typing.hidden = false; row.hidden = true; typing.elements.code.focus(); }, {symbol: 'keyboard', className: 'main'}),
      button(texts['scan.from_picture'], () => choose(sheet), {symbol: 'picture', className: 'round'}));
    const thumb = element('section', {className: 'thumb'}, words, last && element('div', {className: 'chip', textContent: last}), row, typing,
      button(texts['scan.cancel'], () => sheet.finish(null), {isQuiet: true}));
    sheet.dialog.append(video, frame, thumb);

    const goWithout = refusal => {
      video.remove(); frame.remove(); words.remove(); typing.hidden = false; row.hidden = false;
      row.replaceChildren(button(texts['scan.from_picture'], () => choose(sheet), {symbol: 'picture', className: 'wide', isQuiet: true}));
      sheet.dialog.prepend(notice(texts[`scan.${refusal}`]));
    };
    const {track, refusal} = camera ? await startCamera(video, IDEAL, sheet) : {refusal: 'missing'};
    if (refusal) return goWithout(refusal);
    watchCamera(track, goWithout);
    const torch = torchButton(track, texts['scan.torch']);
    if (torch) row.prepend(torch);
    const text = await readLive(video, sheet);
    if (text === null) return;
    navigator.vibrate?.(HIT_TICK_MS);
    frame.classList.add('hit');
    await pause(HIT_SHOWN_MS);
    sheet.finish({text});
  });
}

function typingForm(texts, onText) {
  const input = element('input', {type: 'text', name: 'code', placeholder: texts['scan.type_hint'], ariaLabel: texts['scan.type_hint'], required: true,
    autocomplete: 'off', autocapitalize: 'characters', spellcheck: false, enterKeyHint: 'done'});
  const form = element('form', {className: 'row', hidden: true}, input, element('button', {type: 'submit', className: 'main', textContent: texts['scan.confirm']}));
  form.lastChild.style.flex = 'none';
  form.onsubmit = event => { event.preventDefault(); if (input.value.trim()) onText(input.value.trim()); };
  return form;
}

async function choose(sheet) {
  const [picture] = await chooseFiles();
  if (picture) sheet.finish({picture});
}

// In turn the whole frame, shrunk, and its middle at full resolution: the latter reads small codes.
async function readLive(video, {dialog, atEnd}) {
  let isOver = false;
  atEnd(() => { isOver = true; });
  await loadReader();
  const pen = element('canvas').getContext('2d', {willReadFrequently: true});
  const startedAt = performance.now();
  for (let turn = 0; !isOver && dialog.isConnected; turn++) {
    if (video.videoWidth) {
      const [text] = await readPixels(grab(video, pen, turn % 2 === 1), {tryHarder: turn % 3 === 2, maxNumberOfSymbols: 1});
      if (text && (text !== lastRead || performance.now() - startedAt > SAME_AGAIN_MS)) return lastRead = text;
    }
    await pause(PAUSE_MS);
  }
  return null;
}

function grab(video, pen, isCentre) {
  const {videoWidth, videoHeight} = video, share = isCentre ? MIN_CENTRE_SHARE : 1;
  const width = videoWidth * share, height = videoHeight * share, scale = Math.min(1, WHOLE_EDGE / Math.max(width, height));
  const canvas = pen.canvas;
  canvas.width = Math.round(width * scale);
  canvas.height = Math.round(height * scale);
  pen.drawImage(video, (videoWidth - width) / 2, (videoHeight - height) / 2, width, height, 0, 0, canvas.width, canvas.height);
  return pen.getImageData(0, 0, canvas.width, canvas.height);
}

function pause(ms) { return new Promise(resolve => setTimeout(resolve, ms)); }
