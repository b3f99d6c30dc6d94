// Handing a file over: the system's share sheet, else a download.
const KEPT_MS = 60000;

export async function share(file) {
  if (navigator.canShare?.({files: [file]})) {
    try {
      await navigator.share({files: [file]});
      return 'shared';
    } catch (error) {
      if (error.name === 'AbortError') return 'cancelled';
    }
  }
  const link = Object.assign(document.createElement('a'), {href: URL.createObjectURL(file), download: file.name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), KEPT_MS);
  return 'downloaded';
}
