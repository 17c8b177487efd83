import type { LanguageName, PartLoader } from "../language/language";

type File = () => Promise<{ default: Readonly<Record<string, unknown>> }>;

const files: Record<LanguageName, File> = {
  en: () => import("../../i18n/admin/en.json"),
  "zh-Hans": () => import("../../i18n/admin/zh-Hans.json"),
};

/** Loads the texts of the operators' part, which other visitors do not need. */
export const adminTexts: PartLoader = async (language) => (await files[language]()).default;
