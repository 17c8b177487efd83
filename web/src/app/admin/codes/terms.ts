import { FormControl } from "@angular/forms";
import type { components } from "../../api/schema";
import { numberOf } from "../act/number";
import { instantOf } from "../list/filters";

type Code = components["schemas"]["CodeResponse"];

/** The terms of codes, as fields of a form. */
export interface TermsControls {
  readonly limit: FormControl<string>;
  readonly expires_at: FormControl<string>;
  readonly label: FormControl<string>;
  readonly note: FormControl<string>;
  readonly email_domain: FormControl<string>;
  readonly reason: FormControl<string>;
}

/** What is entered: texts by the names of the API. */
export type Entered = Readonly<Record<keyof TermsControls, string>>;

const field = () => new FormControl("", { nonNullable: true });

/** New fields for the terms. */
export function termsControls(): TermsControls {
  return {
    limit: field(),
    expires_at: field(),
    label: field(),
    note: field(),
    email_domain: field(),
    reason: field(),
  };
}

/** The terms of a code, as its fields show them. */
export function enteredOf(code: Code): Entered {
  return {
    limit: code.limit?.toString() ?? "",
    expires_at: code.expires_at === null ? "" : localOf(code.expires_at),
    label: code.label ?? "",
    note: code.note ?? "",
    email_domain: code.email_domain ?? "",
    reason: "",
  };
}

/** What is entered, without what is empty, as the API wants it. */
export function termsOf(entered: Entered) {
  const terms = {
    ...entered,
    limit: numberOf(entered.limit) ?? entered.limit,
    expires_at: instantOf(entered.expires_at) ?? entered.expires_at,
  };
  return Object.fromEntries(Object.entries(terms).filter(([, value]) => value !== "")) as Partial<typeof terms> & {
    limit?: number;
  };
}

/** What is entered other than before, as the API wants it. What was emptied is cleared. */
export function changesOf(entered: Entered, before: Entered): components["schemas"]["CodePatch"] {
  const terms: Partial<Record<string, unknown>> = termsOf(entered);
  const names = Object.keys(entered) as (keyof Entered)[];
  const changed = names.filter((name) => entered[name] !== before[name]);
  return Object.fromEntries(changed.map((name) => [name, terms[name] ?? null]));
}

// For a field of date and time: to the minute, or as exact as it is.
function localOf(instant: string): string {
  const time = new Date(instant);
  const local = new Date(time.getTime() - time.getTimezoneOffset() * 60_000).toISOString().slice(0, -1);
  return local.replace(/(:00)?\.000$/, "");
}
