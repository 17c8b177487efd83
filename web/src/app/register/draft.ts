/** What a sign-up names. The password is never kept. */
export interface Draft {
  readonly username: string;
  readonly nickname: string;
  readonly email: string;
  readonly invitation_code: string;
}

interface Kept {
  readonly key: string;
  readonly draft: Draft;
}

const STORED = "registration.sign-up";

/**
 * The form of this tab and its Idempotency-Key, kept over a reload: a sign-up whose answer was lost is repeated under
 * the same key. Another form gets another key (docs/contract.md#idempotency-key).
 */
export const drafts = {
  read(): Draft | undefined {
    return kept()?.draft;
  },

  keyFor(draft: Draft): string {
    const last = kept();
    if (last !== undefined && JSON.stringify(last.draft) === JSON.stringify(draft)) return last.key;
    return this.renewKey(draft);
  },

  renewKey(draft: Draft): string {
    const key = newKey();
    try {
      sessionStorage.setItem(STORED, JSON.stringify({ key, draft } satisfies Kept));
    } catch {
      // Storage may be switched off; the key then lasts until the page is left.
      memory = { key, draft };
    }
    return key;
  },

  clear(): void {
    memory = undefined;
    try {
      sessionStorage.removeItem(STORED);
    } catch {
      // See above.
    }
  },
};

let memory: Kept | undefined;

function kept(): Kept | undefined {
  try {
    const text = sessionStorage.getItem(STORED);
    return text === null ? memory : (JSON.parse(text) as Kept);
  } catch {
    return memory;
  }
}

/** A new idempotency key. crypto.randomUUID is there on https only. */
export function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
