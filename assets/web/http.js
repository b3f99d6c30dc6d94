// One HTTP exchange from the Python worker, with the progress of the upload.
export function send(method, url, headers, body, timeoutMs, maxBytes, onSent) {
  const request = new XMLHttpRequest();
  const answer = new Promise(resolve => {
    const fail = error => () => resolve({error});
    request.open(method, url);
    request.responseType = 'arraybuffer';
    request.timeout = timeoutMs;
    for (const [name, value] of headers) request.setRequestHeader(name, value);
    if (onSent) request.upload.onprogress = ({loaded}) => onSent(loaded);
    request.onprogress = ({loaded}) => { if (loaded > maxBytes) { resolve({error: 'large'}); request.abort(); } };
    request.onload = () => resolve({
      status: request.status, headers: request.getAllResponseHeaders(), body: new Uint8Array(request.response ?? 0),
    });
    request.onerror = fail('network');
    request.ontimeout = fail('timeout');
    request.onabort = fail('aborted');
    try { request.send(body ?? null); } catch (error) { resolve({error: `${error.name}: ${error.message}`}); }
  });
  return {answer, abort: () => request.abort()};
}
