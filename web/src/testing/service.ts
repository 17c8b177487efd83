// A slow machine is no failure.
const PATIENCE_MS = 30_000;

/** Waits until a check no longer throws. */
export function waitUntil<T>(check: () => T | Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: PATIENCE_MS });
}

/** A request that a test has seen. */
export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly headers: Headers;
  readonly body: Record<string, unknown>;
}

/** Replaces fetch by answers of the test, and keeps what was asked. There is no other tab. */
export function stubService(answer: (seen: Seen) => Response | Promise<Response>): Seen[] {
  const all: Seen[] = [];

  // The real channel reaches the sessions of other tests.
  vi.stubGlobal(
    "BroadcastChannel",
    class extends EventTarget {
      postMessage(): void {
        // Nobody listens.
      }
    },
  );
  vi.stubGlobal("fetch", async (request: Request) => {
    const text = await request.text();
    const seen = {
      method: request.method,
      path: new URL(request.url).pathname,
      headers: request.headers,
      body: text === "" ? {} : (JSON.parse(text) as Record<string, unknown>),
    };
    all.push(seen);
    return answer(seen);
  });
  return all;
}

export function json(status: number, body: unknown, headers: Record<string, string> = {}): Response {
  return new Response(JSON.stringify(body), {
    status,
    headers: { "Content-Type": status < 400 ? "application/json" : "application/problem+json", ...headers },
  });
}

/** An answer that never came. */
export function lost(): never {
  throw new TypeError("Failed to fetch");
}
