import { computed, inject, Injectable, signal } from "@angular/core";
import { Api, type Credentials } from "../api/api";
import { type Answer, answerOf, type Lost, Prevented, type Refused } from "../api/answer";
import { Locks } from "./lock";
import { quietly } from "./quietly";

/** What a sign-up, a sign-in, an activation and a refresh answer. */
interface Tokens {
  readonly token: string;
  readonly expires_in: number;
  readonly is_active: boolean;
}

interface Access {
  /** Null if there was a session at the last visit and the service could not be asked yet whether it goes on. */
  readonly token: string | null;
  readonly isActive: boolean;
  readonly refreshAt: number;
}

const LOCK = "registration.session";
const CHANNEL = "registration.session";

// Says that there may be a refresh cookie, which scripts cannot see, and of what account. It is no secret.
const HINT = "registration.signed-in";
const ACTIVE = "active";

// The user has signed out, and the service does not know it yet.
const LEAVING = "leaving";
const EARLY_SECONDS = 30;

/**
 * The session of this browser. The access token is in the memory of this tab only. The refresh token is in an HttpOnly
 * cookie that all tabs share, so tabs refresh one after another (docs/adr/0025-the-web-client.md).
 */
@Injectable({ providedIn: "root" })
export class Session implements Credentials {
  private readonly _api = inject(Api);
  private readonly _access = signal<Access | null>(null);
  private readonly _locks = inject(Locks);
  private readonly _channel = new BroadcastChannel(CHANNEL);
  private _lastRefusal: Refused | Lost = { kind: "lost" };
  private _started: Promise<void> | undefined;

  // The account of which the open page was read.
  private _account: string | undefined;
  private _isOther = false;

  readonly isSignedIn = computed(() => this._access() !== null);
  readonly isActive = computed(() => this._access()?.isActive ?? false);

  /** Whether the service has ended the session, such as from another device. */
  readonly wasEnded = signal(false);

  constructor() {
    this._api.useCredentials(this);
    this._channel.onmessage = (message: MessageEvent<"in" | "out">) => {
      if (message.data === "out") this._access.set(null);
      else void this.refresh();
    };
    window.addEventListener("online", () => hint.get() === LEAVING && void this.refresh());
  }

  /** Resumes the session that the cookie may hold. Asks the service once. */
  start(): Promise<void> {
    const isNeeded = hint.get() !== null && !this.isSignedIn();
    return (this._started ??= isNeeded ? this.refresh() : Promise.resolve());
  }

  /** Whether another tab has signed in, which this tab may not have noticed yet. Asks the service if it seems so. */
  async follow(): Promise<boolean> {
    return hint.get() === null ? this.isSignedIn() : await this.ask();
  }

  /** The same, surely: what another tab has stored reaches this tab with a delay, the cookie has none. */
  async ask(): Promise<boolean> {
    if (!this.isSignedIn()) await this.refresh();
    return this.isSignedIn();
  }

  /**
   * Sends a sign-up, a sign-in or an activation, and takes over its tokens. No refresh is under way meanwhile: its
   * answer, which is of the session before, would take the place of the new session and of its cookie.
   */
  begin<T>(request: () => Promise<Answer<T>>, tokensOf: (data: T) => Tokens | null): Promise<Answer<T>> {
    return this._locks.exclusively(LOCK, async () => {
      const answer = await request();
      const tokens = answer.kind === "done" ? tokensOf(answer.data) : null;
      if (tokens !== null) this.accept(tokens);
      return answer;
    });
  }

  /** Takes over the tokens of a sign-up, a sign-in or an activation. Other tabs follow. */
  accept(tokens: Tokens): void {
    this.keep(tokens);
    this._channel.postMessage("in");
  }

  async token(): Promise<string | null> {
    await this.start();
    const access = this._access();
    if (access === null || performance.now() < access.refreshAt) return access?.token ?? null;
    await this.refresh(access.token);
    return this.tokenOtherThan(null);
  }

  async renew(refused: string): Promise<string | null> {
    await this.refresh(refused);
    return this.tokenOtherThan(refused);
  }

  /** Gets a new access token by the cookie, which also may say something new about the account. */
  async refresh(refused?: string | null): Promise<void> {
    await this._locks.exclusively(LOCK, async () => {
      // Another request of this tab has refreshed while this one waited for the lock.
      if (refused !== undefined && this._access()?.token !== refused) return;
      if (hint.get() === LEAVING) {
        await this.leave(null);
        return;
      }

      const answer = await answerOf(this._api.open.POST("/jwt/refresh", { body: {} }));
      if (answer.kind === "done") this.renewed(answer.data);
      else if (answer.kind === "refused" && answer.status === 401) this.end();
      else this.presume(answer);
    });
  }

  /**
   * Ends the session, also in the other tabs. Signed out here even if the service cannot be reached: then it is told
   * later.
   */
  signOut(): Promise<void> {
    return this._locks.exclusively(LOCK, () => this.leave(this._access()?.token ?? null));
  }

  /** Forgets a session that the service has ended. Other tabs follow. */
  drop(): void {
    this.forget();
    this._channel.postMessage("out");
  }

  private async leave(token: string | null): Promise<void> {
    const headers = token === null ? {} : { Authorization: `Bearer ${token}` };
    const answer = await answerOf(this._api.open.POST("/jwt/logout", { body: {}, headers }));
    this.drop();
    if (answer.kind === "lost" || (answer.kind === "refused" && answer.status >= 429)) hint.set(LEAVING);
  }

  // A session that can be neither renewed nor found ended is no sign-out: the request gets the same answer.
  private tokenOtherThan(refused: string | null): string | null {
    if (this._isOther) throw new Prevented(ENDED);
    const access = this._access();
    if (access !== null && access.token === refused) throw new Prevented(this._lastRefusal);
    return access?.token ?? null;
  }

  // The service has not decided. Nobody is sent to the sign-in page by that.
  private presume(answer: Refused | Lost): void {
    this._lastRefusal = answer;
    const state = hint.get();
    if (this._access() !== null || state === null) return;
    this._access.set({ token: null, isActive: state === ACTIVE, refreshAt: 0 });
  }

  private end(): void {
    this.wasEnded.set(this.isSignedIn() || hint.get() !== null);
    this.forget();
  }

  // The cookie may be of another account by now, which another tab has signed in. What this page shows, and what it is
  // about to send, is of the account before.
  private renewed(tokens: Tokens): void {
    if (this._account !== undefined && this._account !== accountOf(tokens.token)) {
      this._isOther = true;
      location.reload();
    }
    this.keep(tokens);
  }

  private keep(tokens: Tokens): void {
    this._account = accountOf(tokens.token);
    const seconds = Math.max(tokens.expires_in - EARLY_SECONDS, tokens.expires_in / 2);
    const refreshAt = performance.now() + seconds * 1000;
    this._access.set({ token: tokens.token, isActive: tokens.is_active, refreshAt });
    this.wasEnded.set(false);
    hint.set(tokens.is_active ? ACTIVE : "not-active");
  }

  private forget(): void {
    this._account = undefined;
    this._access.set(null);
    hint.clear();
  }
}

const ENDED: Refused = { kind: "refused", status: 401, errors: [{ field: null, code: "session_ended", message: "" }] };

function accountOf(token: string): string | undefined {
  return quietly(() => {
    const part = (token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/");
    return (JSON.parse(atob(part)) as { sub?: string }).sub;
  });
}

// Storage may be switched off; a reload then signs out.
const hint = {
  get: () => quietly(() => localStorage.getItem(HINT)) ?? null,
  set: (state: string) => quietly(() => localStorage.setItem(HINT, state)),
  clear: () => quietly(() => localStorage.removeItem(HINT)),
};
