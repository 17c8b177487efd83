// The table of what the build of the web client made: bytes as they are, with gzip and with Brotli, and whether the
// first visit of /register loads it.
//   node bundles.mjs
import { existsSync, readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const dist = join(import.meta.dirname, "..", "..", "web", "dist");
const folder = join(dist, "browser");
const { outputs } = JSON.parse(readFileSync(join(dist, "stats.json"), "utf8"));
const preload = JSON.parse(readFileSync(join(folder, "preload.json"), "utf8"));
const first = new Set([...preload["/register"], ...preload.en]);

const rows = readdirSync(folder)
  .filter((name) => /\.(js|css|svg|html)$/.test(name))
  .map((name) => ({
    name,
    has: contents(name),
    isFirst: first.has(name) || /^(main|styles|icon|index)/.test(name),
    sizes: ["", ".gz", ".br"].map((ending) => size(name, ending)),
  }))
  .sort((a, b) => b.isFirst - a.isFirst || b.sizes[2] - a.sizes[2]);

console.log("| file | mostly | first visit | bytes | gzip | Brotli |");
console.log("|---|---|---|--:|--:|--:|");
for (const { name, has, isFirst, sizes } of rows) row(name, has, isFirst ? "yes" : "", sizes);
row("**first visit**", "", "", sum(rows.filter(({ isFirst }) => isFirst)));
row("**all**", "", "", sum(rows));

function row(name, has, isFirst, sizes) {
  console.log(`| ${name} | ${has} | ${isFirst} | ${sizes.map((bytes) => bytes.toLocaleString("en")).join(" | ")} |`);
}

function sum(rows) {
  return [0, 1, 2].map((i) => rows.reduce((total, { sizes }) => total + sizes[i], 0));
}

function size(name, ending) {
  const copy = join(folder, name + ending);
  return statSync(existsSync(copy) ? copy : join(folder, name)).size;
}

// The source that takes most of the script.
function contents(name) {
  const inputs = Object.entries(outputs[name]?.inputs ?? {});
  const [source] = inputs.sort(([, a], [, b]) => b.bytesInOutput - a.bytesInOutput)[0] ?? [""];
  return source.replace(/^node_modules\/|\/fesm2022.*$|^src\/app\//g, "");
}
