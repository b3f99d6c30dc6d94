// Reading QR codes by zxing-wasm from our own site; in the page for the live camera, in the worker for pictures.
const OPTIONS = {formats: ['QRCode'], tryHarder: true, tryRotate: true, tryInvert: true, maxNumberOfSymbols: 4};
const PICTURE_EDGES = [1280, 2560];
let loading = null;

export function loadReader() {
  loading ??= import('./zxing/es/reader/index.js').then(async reader => {
    await reader.prepareZXingModule({overrides: {locateFile: name => new URL(`zxing/reader/${name}`, import.meta.url).href}, fireImmediately: true});
    return reader;
  }).catch(error => { loading = null; throw error; });
  return loading;
}

export async function readPixels(pixels, options = {}) {
  const found = await (await loadReader()).readBarcodes(pixels, {...OPTIONS, ...options});
  return found.filter(({isValid}) => isValid).map(({text}) => text);
}

// Texts of the codes in a whole picture; small first, since most codes fill a good part of it.
export async function readPicture(source, mediaType) {
  const picture = await createImageBitmap(new Blob([source], {type: mediaType}));
  try {
    const longest = Math.max(picture.width, picture.height);
    for (const edge of PICTURE_EDGES) {
      const texts = await readPixels(pixelsOf(picture, Math.min(1, edge / longest)));
      if (texts.length || edge >= longest) return texts;
    }
    return [];
  } finally {
    picture.close();
  }
}

function pixelsOf(picture, scale) {
  const width = Math.round(picture.width * scale), height = Math.round(picture.height * scale);
  const pen = new OffscreenCanvas(width, height).getContext('2d', {willReadFrequently: true});
  pen.imageSmoothingQuality = 'high';
  pen.drawImage(picture, 0, 0, width, height);
  return pen.getImageData(0, 0, width, height);
}
