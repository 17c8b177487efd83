// Without Web Locks (plain http): the last action of each name in this tab.
const last = new Map<string, Promise<unknown>>();

/** Runs an action while no other one of the same name runs, in any tab. Without Web Locks: in this tab. */
export async function exclusively<T>(name: string, action: () => Promise<T>): Promise<T> {
  if ("locks" in navigator && (await canLock())) return await navigator.locks.request(name, action);
  const result = (last.get(name) ?? Promise.resolve()).then(action);
  last.set(
    name,
    result.catch(() => undefined),
  );
  return result;
}

// A browser whose storage is switched off refuses locks. Then there is no cookie to share either.
function canLock(): Promise<boolean> {
  return navigator.locks.query().then(
    () => true,
    () => false,
  );
}
