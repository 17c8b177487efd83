// Builds the client: the bundles, what each page preloads, and compressed copies, which the service sends.
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const here = import.meta.dirname;
const folder = join(here, "dist", "browser");
const worthwhile = /\.(js|css|svg)$/;

// Small scripts that are always loaded together become one.
const environment = { ...process.env, NG_BUILD_OPTIMIZE_CHUNKS: "1" };
const angular = join(here, "node_modules", "@angular", "cli", "bin", "ng.js");
const build = [angular, "build", "--stats-json"];
const { status } = spawnSync(process.execPath, build, { cwd: here, env: environment, stdio: "inherit" });
if (status !== 0) process.exit(1);

// The service puts links to the scripts of the page and the language there: a browser then loads all of them at once.
const page = join(folder, "index.html");
writeFileSync(page, readFileSync(page, "utf8").replace("</head>", "__PRELOAD__</head>"));
writeFileSync(join(folder, "preload.json"), JSON.stringify(preloads(), null, 1));

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
writeFileSync(join(here, "dist", "finished"), "");

// The scripts that each page and each language needs besides the main one, by what the bundler says of its results.
function preloads() {
  const read = (...path) => readFileSync(join(here, ...path), "utf8");
  const { outputs } = JSON.parse(read("dist", "stats.json"));
  const neededBy = (name, found = new Set()) => {
    if (found.has(name) || name.startsWith("main-")) return found;
    found.add(name);
    for (const { path, kind } of outputs[name].imports) if (kind === "import-statement") neededBy(path, found);
    return found;
  };
  const scriptsOf = (source) => {
    const name = Object.keys(outputs).find((name) => source in outputs[name].inputs);
    if (name === undefined) throw new Error(`${source} is in no script.`);
    return [...neededBy(name)];
  };
  const pagesOf = (...file) => [...read(...file).matchAll(/path: "([^"]*)"[^]*?import\("\.\/([^"]+)"\)/g)];
  const pages = pagesOf("src", "app", "app.routes.ts");
  const adminPages = pagesOf("src", "app", "admin", "admin.routes.ts");
  const frame = scriptsOf("src/app/admin/admin.routes.ts");
  const languages = readdirSync(join(here, "src", "i18n")).filter((name) => name.endsWith(".json"));
  return Object.fromEntries([
    ...pages.map(([, path, source]) => [`/${path}`, scriptsOf(`src/app/${source}.ts`)]),
    ...adminPages.map(([, path, source]) => [
      `/admin/${path}`.replace(/\/$/, ""),
      [...new Set([...frame, ...scriptsOf(`src/app/admin/${source}.ts`)])],
    ]),
    ...languages.map((name) => [name.replace(".json", ""), scriptsOf(`src/i18n/${name}`)]),
  ]);
}
