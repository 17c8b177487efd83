import { newKey } from "../../register/draft";

/** Gives the `Idempotency-Key` of a form: the same one for the same body, so that a repeat makes nothing twice. */
export function repeatable(): (body: unknown) => { readonly "Idempotency-Key": string } {
  let last: string | undefined;
  let key = "";
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last) key = newKey();
    last = text;
    return { "Idempotency-Key": key };
  };
}
