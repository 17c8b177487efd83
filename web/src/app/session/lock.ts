import { Injectable } from "@angular/core";

/** Lets one action of a name run at a time. */
@Injectable({ providedIn: "root" })
export class Locks {
  // Without Web Locks (plain http): the last action of each name in this tab.
  private readonly _last = new Map<string, Promise<unknown>>();

  /** Runs an action while no other one of the same name runs, in any tab. Without Web Locks: in this tab. */
  async exclusively<T>(name: string, action: () => Promise<T>): Promise<T> {
    if ("locks" in navigator && (await canLock())) return await navigator.locks.request(name, action);
    const result = (this._last.get(name) ?? Promise.resolve()).then(action);
    this._last.set(
      name,
      result.catch(() => undefined),
    );
    return result;
  }
}

// A browser whose storage is switched off refuses locks. Then there is no cookie to share either.
function canLock(): Promise<boolean> {
  return navigator.locks.query().then(
    () => true,
    () => false,
  );
}
