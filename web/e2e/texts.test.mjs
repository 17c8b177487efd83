// Every text that a template names is there. What is made of parts at run time is looked at in the browser.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { en } from "./texts.mjs";

const source = join(import.meta.dirname, "..", "src", "app");

test("every text that a template names is there", () => {
  const named = readdirSync(source, { recursive: true })
    .filter((name) => /(?<!\.spec)\.(ts|html)$/.test(name) && !name.endsWith("schema.ts"))
    .flatMap((name) => {
      const text = readFileSync(join(source, name), "utf8");
      if (text.includes("prefix:")) return [];
      return [...text.matchAll(/\bt\(\s*['"]([\w.]+)['"]\s*[,)]/g)].map(([, key]) => `${name}: ${key}`);
    });
  assert.ok(named.length > 100, `only ${named.length} were found`);
  const missing = named.filter((entry) => {
    const found = entry
      .split(": ")[1]
      .split(".")
      .reduce((texts, part) => texts?.[part], en);
    return typeof found !== "string";
  });
  assert.deepEqual(missing, []);
});
