// The last step of the build. Scripts that are preloaded need the nonce of the page, too. Each built file that gets
// smaller by it has a Brotli and a gzip copy beside it, which the service sends.
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const folder = join(import.meta.dirname, "dist", "browser");
const worthwhile = /\.(js|css|svg)$/;

const page = join(folder, "index.html");
const html = readFileSync(page, "utf8");
writeFileSync(page, html.replaceAll('rel="modulepreload"', 'rel="modulepreload" nonce="__NONCE__"'));

for (const name of readdirSync(folder, { recursive: true })) {
  if (!worthwhile.test(name)) continue;
  const path = join(folder, name);
  const bytes = readFileSync(path);
  const brotli = brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } });
  const gzip = gzipSync(bytes, { level: 9 });
  if (brotli.length < bytes.length) writeFileSync(`${path}.br`, brotli);
  if (gzip.length < bytes.length) writeFileSync(`${path}.gz`, gzip);
}

// MSBuild builds again when a source is newer than this file.
writeFileSync(join(import.meta.dirname, "dist", "finished"), "");
