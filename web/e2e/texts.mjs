import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (language) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "..", "src", "i18n", `${language}.json`), "utf8"));

export const en = read("en");
export const zh = read("zh-Hans");
