import { inject } from "@angular/core";
import { Language } from "../../language/language";

/** Gives a function for the name of a kind of job. A kind that is newer than the client keeps its own name. */
export function jobNames(): (kind: string) => string {
  const language = inject(Language);
  return (kind) => language.find(`admin.job.kind.${kind}`) ?? kind;
}
