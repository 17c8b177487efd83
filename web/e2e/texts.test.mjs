// Every text that a template names is there. What is made of parts at run time is looked at in the browser.
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { en, zh } from "./texts.mjs";

const root = join(import.meta.dirname, "..", "..");
const source = join(root, "web", "src", "app");

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

test("every kind of act and of job has a text in each language", () => {
  const kinds = (...path) =>
    [...readFileSync(join(root, ...path), "utf8").matchAll(/ = "([^"]+)";/g)].map(([, kind]) => kind);
  const acts = kinds("Grains", "Audit", "ActKinds.cs");
  const jobs = kinds("Grains.Interfaces", "Jobs", "JobKinds.cs");
  assert.ok(acts.length > 30 && jobs.length > 2, `only ${acts.length} and ${jobs.length} were found`);
  for (const { admin } of [en, zh]) {
    assert.deepEqual(Object.keys(admin.audit.kinds).sort(), acts.toSorted());
    const named = Object.entries(admin.job.kind).flatMap(([group, names]) =>
      Object.keys(names).map((name) => `${group}.${name}`),
    );
    assert.deepEqual(named.sort(), jobs.toSorted());
  }
});
