/** A value that an act has, and the value before the act if the entry has it. */
export interface ActValue {
  readonly name: string;
  readonly before: string | null;
  readonly value: string;
}

/** The page of a subject or an actor. */
export interface Place {
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
}

/** The data of an act by name: `old_limit` and `new_limit`, or `level_before` and `level_after`, are one value. */
export function valuesOf(data: Readonly<Record<string, string>>): ActValue[] {
  return Object.entries(data)
    .filter(([key]) => !key.startsWith("old_") && !key.endsWith("_before"))
    .map(([key, value]) => {
      const name = key.replace(/^new_|_after$/g, "");
      return { name, before: data[`old_${name}`] ?? data[`${name}_before`] ?? null, value };
    });
}

/** Where the page of a subject or an actor is, or null if there is none. */
export function placeOf(key: string): Place | null {
  const [kind, id] = split(key);
  switch (kind) {
    case "user":
    case "session":
    case "admin":
      return { path: "/admin/person", query: { id } };
    case "code":
      return { path: "/admin/code", query: { code: id } };
    case "job":
      return { path: "/admin/job", query: { id } };
    case "webhooks":
      return { path: "/admin/webhooks", query: {} };
    case "apikeys":
      return { path: "/admin/api-keys", query: {} };
    default:
      return null;
  }
}

/** The kind of a subject or an actor, and the rest of its key. */
export function split(key: string): readonly [kind: string, rest: string] {
  const slash = key.indexOf("/");
  return slash < 0 ? ["", key] : [key.slice(0, slash), key.slice(slash + 1)];
}
