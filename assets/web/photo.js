// Photos by the browser's own codecs, in the Python worker; sizes and places come from Python (plan.py).
import {FAMILY, loadFonts} from './fonts.js';

// Returns {jpeg, width, height} or {error: 'font' | 'decode', detail}.
export async function prepare(source, mediaType, rungs, bandOpacity, maxBytes) {
  if (rungs.some(({stamp}) => stamp)) {
    try { await loadFonts(self.fonts); } catch (error) { return {error: 'font', detail: error.message}; }
  }
  let picture;
  try {
    picture = await createImageBitmap(new Blob([source], {type: mediaType}));
  } catch (error) {
    return {error: 'decode', detail: `${error.name}: ${error.message}`};
  }
  try {
    return await descend(picture, rungs, bandOpacity, maxBytes);
  } finally {
    picture.close();
  }
}

async function descend(picture, rungs, bandOpacity, maxBytes) {
  let blob, last;
  for (last of rungs) {
    const canvas = draw(picture, last, bandOpacity);
    for (const quality of last.qualities) {
      blob = await canvas.convertToBlob({type: 'image/jpeg', quality: quality / 100});
      if (blob.size <= maxBytes) return finished(blob, last);
    }
  }
  return finished(blob, last);
}

async function finished(blob, {width, height}) {
  return {jpeg: new Uint8Array(await blob.arrayBuffer()), width, height};
}

function draw(picture, {width, height, stamp}, bandOpacity) {
  const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d', {alpha: false});
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, width, height);
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, width, height);
  if (stamp) drawStamp(pen, width, height, stamp, bandOpacity);
  return canvas;
}

function drawStamp(pen, width, height, {font, top, lines}, bandOpacity) {
  pen.fillStyle = `rgba(0, 0, 0, ${bandOpacity})`;
  pen.fillRect(0, top, width, height - top);
  pen.fillStyle = '#fff';
  pen.font = `400 ${font}px "${FAMILY}"`;
  pen.textBaseline = 'alphabetic';
  for (const [text, x, baseline] of lines) pen.fillText(text, x, baseline);
}
