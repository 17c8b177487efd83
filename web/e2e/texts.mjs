import { readFileSync } from "node:fs";
import { join } from "node:path";

const read = (...name) => JSON.parse(readFileSync(join(import.meta.dirname, "..", "src", "i18n", ...name), "utf8"));

// As the client has them once the operators' part is loaded.
const all = (language) => {
  const [main, admin] = [read(`${language}.json`), read("admin", `${language}.json`)];
  return { ...main, ...admin, errors: { ...main.errors, ...admin.errors } };
};

export const en = all("en");
export const zh = all("zh-Hans");
