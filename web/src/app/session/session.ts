import { computed, inject, Injectable, signal } from "@angular/core";
import { Api, type Credentials } from "../api/api";
import { type Answer, answerOf } from "../api/answer";
import { Submission } from "../form/submission";
import { exclusively } from "./lock";

/** What a sign-up, a sign-in, an activation and a refresh answer. */
export interface Tokens {
  readonly token: string;
  readonly expires_in: number;
  readonly is_active: boolean;
}

interface Access {
  readonly token: string;
  readonly isActive: boolean;
  readonly refreshAt: number;
}

const LOCK = "registration.session";
const CHANNEL = "registration.session";

// Says that there may be a refresh cookie, which scripts cannot see. It is no secret.
const HINT = "registration.signed-in";
const EARLY_SECONDS = 30;

/**
 * The session of this browser. The access token is in the memory of this tab only. The refresh token is in an HttpOnly
 * cookie that all tabs share, so tabs refresh one after another (docs/adr/0025-the-web-client.md).
 */
@Injectable({ providedIn: "root" })
export class Session implements Credentials {
  private readonly _api = inject(Api);
  private readonly _access = signal<Access | null>(null);
  private readonly _channel = new BroadcastChannel(CHANNEL);
  private _started: Promise<unknown> | undefined;

  /** The wait at the start, if the service is busy or cannot be reached. */
  readonly resumption = new Submission();

  readonly isSignedIn = computed(() => this._access() !== null);
  readonly isActive = computed(() => this._access()?.isActive ?? false);

  /** Whether the service has ended the session, such as on another device. */
  readonly wasEnded = signal(false);

  constructor() {
    this._api.useCredentials(this);
    this._channel.onmessage = (message: MessageEvent<"in" | "out">) => {
      if (message.data === "out") this._access.set(null);
      else void this.refresh();
    };
  }

  /** Resumes the session that the cookie may hold. Waits for a service that does not answer, unless it is told to stop. */
  async start(): Promise<void> {
    this._started ??= hint.get() ? this.resumption.send(() => this.refresh()) : Promise.resolve();
    await this._started;
  }

  /** Takes over the tokens of a sign-up, a sign-in or an activation. Other tabs follow. */
  accept(tokens: Tokens): void {
    this.keep(tokens);
    this._channel.postMessage("in");
  }

  async token(): Promise<string | null> {
    await this.start();
    const access = this._access();
    if (access !== null && performance.now() >= access.refreshAt) await this.refresh(access.token);
    return this._access()?.token ?? null;
  }

  async renew(refused: string): Promise<string | null> {
    await this.refresh(refused);
    const token = this._access()?.token ?? null;
    if (token === refused) throw new Error("The service does not tell at this moment whether the session goes on.");
    return token;
  }

  /** Gets a new access token by the cookie, which also may say something new about the account. */
  refresh(refused?: string): Promise<Answer<unknown>> {
    return exclusively(LOCK, async () => {
      // Another request of this tab has refreshed while this one waited for the lock.
      if (refused !== undefined && this._access()?.token !== refused) return { kind: "done", data: null };
      const answer = await answerOf(this._api.open.POST("/jwt/refresh", { body: {} }));
      if (answer.kind === "done") this.keep(answer.data);
      else if (answer.kind === "refused" && answer.status < 429) this.end();
      return answer;
    });
  }

  /** Ends the session, also in the other tabs. Signed out here even if the service cannot be reached. */
  async signOut(): Promise<void> {
    await answerOf(this._api.signedIn.POST("/jwt/logout", { body: {} }));
    this.drop();
  }

  /** Forgets a session that is over. Other tabs follow. */
  drop(): void {
    this.forget();
    this._channel.postMessage("out");
  }

  private end(): void {
    this.forget();
    this.wasEnded.set(true);
  }

  private keep(tokens: Tokens): void {
    const seconds = Math.max(tokens.expires_in - EARLY_SECONDS, tokens.expires_in / 2);
    const refreshAt = performance.now() + seconds * 1000;
    this._access.set({ token: tokens.token, isActive: tokens.is_active, refreshAt });
    this.wasEnded.set(false);
    hint.set();
    this.resumption.stop();
  }

  private forget(): void {
    this._access.set(null);
    hint.clear();
  }
}

// Storage may be switched off; a reload then signs out.
const hint = {
  get: () => quietly(() => localStorage.getItem(HINT) !== null) ?? false,
  set: () => quietly(() => localStorage.setItem(HINT, "1")),
  clear: () => quietly(() => localStorage.removeItem(HINT)),
};

function quietly<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
