// The viewfinder: shutter at the thumb, album beside it, the system's camera where ours may not run.
import {button, chooseFiles, element, notice, showSheet, startCamera, torchButton, watchCamera} from './overlay.js';

const PHOTO_TIMEOUT_MS = 4000, JPEG_QUALITY = 0.92;
const hasStills = 'ImageCapture' in window;
// Where stills come from the stream itself, the stream must be as large as the sensor allows.
const IDEAL = hasStills ? {width: {ideal: 1920}, height: {ideal: 1440}} : {width: {ideal: 4096}, height: {ideal: 3072}};

// Resolves with {picture: Blob, from: 'camera' | 'picker'} or null.
export function shoot({texts}, signal) {
  return showSheet(texts['shoot.shutter'], signal, async sheet => {
    const video = element('video', {playsInline: true, muted: true});
    const shutter = element('button', {type: 'button', className: 'shutter', ariaLabel: texts['shoot.shutter'], title: texts['shoot.shutter'], disabled: true});
    const album = button(texts['shoot.album'], () => choose(sheet, {}, 'picker'), {symbol: 'picture', className: 'round'});
    const cancel = button(texts['shoot.cancel'], () => sheet.finish(null), {isQuiet: true});
    const controls = element('div', {className: 'row apart'},
      element('div', {className: 'side'}, album), shutter, element('div', {className: 'side'}, cancel));
    const thumb = element('section', {className: 'thumb'}, controls);
    sheet.dialog.append(video, thumb);

    const goWithout = refusal => {
      video.remove();
      sheet.dialog.prepend(notice(texts[`shoot.${refusal}`]));
      thumb.replaceChildren(
        row(button(texts['shoot.system_camera'], () => choose(sheet, {capture: 'environment'}, 'camera'), {symbol: 'camera', className: 'main'})),
        row(button(texts['shoot.album'], () => choose(sheet, {}, 'picker'), {symbol: 'picture', className: 'wide', isQuiet: true})), cancel);
    };
    const {track, refusal} = await startCamera(video, IDEAL, sheet);
    if (refusal) return goWithout(refusal);
    watchCamera(track, goWithout);
    const torch = torchButton(track, texts['scan.torch']);
    if (torch) thumb.prepend(row(torch));
    shutter.disabled = false;
    shutter.onclick = async () => {
      shutter.disabled = true;
      video.classList.add('blink');
      try {
        const picture = await still(track, video);
        if (picture) sheet.finish({picture, from: 'camera'});
      } catch (error) { sheet.fail(error); }
    };
  });
}

function row(...children) { return element('div', {className: 'row'}, ...children); }

async function choose(sheet, options, from) {
  const [picture] = await chooseFiles(options);
  if (picture) sheet.finish({picture, from});
}

// Null when the camera was lost meanwhile: its last frame is no evidence of now.
async function still(track, video) {
  if (hasStills) {
    try {
      const photo = await Promise.race([new ImageCapture(track).takePhoto(), late()]);
      if (photo.size) return photo;
    } catch (error) {
      console.warn('no still from the camera, its stream serves:', error);
    }
  }
  if (track.readyState === 'ended') return null;
  const canvas = element('canvas', {width: video.videoWidth, height: video.videoHeight});
  canvas.getContext('2d').drawImage(video, 0, 0);
  return new Promise((resolve, reject) => canvas.toBlob(
    blob => blob ? resolve(blob) : reject(new Error('the camera gave no picture')), 'image/jpeg', JPEG_QUALITY));
}

function late() {
  return new Promise((_, reject) => setTimeout(() => reject(new Error('the still took too long')), PHOTO_TIMEOUT_MS));
}
