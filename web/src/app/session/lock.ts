/** Runs an action while no other tab runs one of the same name. Without Web Locks (plain http) it runs at once. */
export async function exclusively<T>(name: string, action: () => Promise<T>): Promise<T> {
  if (!("locks" in navigator)) return action();
  return await navigator.locks.request(name, action);
}
