// The bundled Chinese font by Flutter's own list, for the worker's canvas and for our overlays.
const LISTED_AS = 'NotoSansSC';
export const FAMILY = 'Inspect Noto Sans SC';
let loading = null;

// `faces` is document.fonts or self.fonts. Rejects when the font is not there.
export function loadFonts(faces, weights = [400]) {
  loading ??= load(faces, weights).catch(error => { loading = null; throw error; });
  return loading;
}

async function load(faces, weights) {
  const assets = new URL('assets/', import.meta.url);
  const response = await fetch(new URL('FontManifest.json', assets));
  if (!response.ok) throw new Error(`HTTP ${response.status} for ${response.url}`);
  const listed = (await response.json()).find(({family}) => family === LISTED_AS)?.fonts ?? [];
  const wanted = listed.filter(({weight}) => weights.includes(weight ?? 400));
  if (!wanted.length) throw new Error(`${LISTED_AS} is not listed in ${response.url}`);
  await Promise.all(wanted.map(async ({asset, weight}) => {
    const face = new FontFace(FAMILY, `url(${new URL(asset, assets).href})`, {weight: String(weight ?? 400)});
    faces.add(await face.load());
  }));
}
