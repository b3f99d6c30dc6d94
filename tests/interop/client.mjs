// `node client.mjs ORDER`: uploads a file with tus-js-client as the JSON of ORDER says, and prints
// the upload's address. `stopAfter`: give up after so many bytes. `ends`: terminate it instead.
import { readFileSync } from "node:fs";
import { Upload } from "tus-js-client";

const order = JSON.parse(process.argv[2]);
const content = readFileSync(order.file);
const upload = new Upload(content, {
  endpoint: order.endpoint,
  uploadUrl: order.uploadUrl ?? null,
  uploadSize: content.length,
  chunkSize: order.chunkSize ?? Infinity,
  uploadDataDuringCreation: order.duringCreation ?? false,
  overridePatchMethod: order.overridePatch ?? false,
  headers: { Authorization: order.authorization },
  metadata: order.metadata,
  retryDelays: null,
  storeFingerprintForResuming: false,
  onChunkComplete: async (_, accepted) => {
    if (order.stopAfter && accepted >= order.stopAfter) {
      await upload.abort(order.ends ?? false);
      console.log(upload.url);
      process.exit(0);
    }
  },
  onError: (error) => {
    console.error(String(error));
    process.exit(1);
  },
  onSuccess: () => console.log(upload.url),
});
upload.start();
