import { inject, Injectable } from "@angular/core";
import createClient, { type Client } from "openapi-fetch";
import { Language } from "../language/language";
import type { paths } from "./schema";

// A connection that died without a word would hold its lock, and so every tab, for ever.
const PATIENCE_MS = 30_000;

/** Adds an access token to requests. The session sets it: api/ does not know sessions. */
export interface Credentials {
  /** The present access token, or null if nobody is signed in. Throws if that cannot be found out now. */
  token(): Promise<string | null>;

  /** A newer token than the one that was refused, or null if nobody is signed in. Throws in the same case. */
  renew(refused: string): Promise<string | null>;
}

/** The typed client of the service. Its types are generated from docs/openapi.json. */
@Injectable({ providedIn: "root" })
export class Api {
  private readonly _language = inject(Language);
  private _credentials: Credentials | undefined;

  /** Requests without an access token. */
  readonly open: Client<paths> = createClient<paths>({ baseUrl: baseUrl(), fetch: (request) => this.send(request) });

  /** Requests with the access token, which is renewed when it has expired. */
  readonly signedIn: Client<paths> = createClient<paths>({
    baseUrl: baseUrl(),
    fetch: (request) => this.sendSignedIn(request),
  });

  /** For a long answer, which may take longer than others: pass it to a request of `signedIn`. */
  readonly patiently = (request: Request): Promise<Response> => this.sendSignedIn(request, null);

  useCredentials(credentials: Credentials): void {
    this._credentials = credentials;
  }

  private send(
    request: Request,
    token: string | null = null,
    patience: number | null = PATIENCE_MS,
  ): Promise<Response> {
    request.headers.set("Accept-Language", this._language.current());
    if (token !== null) request.headers.set("Authorization", `Bearer ${token}`);
    return patience === null ? fetch(request) : fetch(request, { signal: AbortSignal.timeout(patience) });
  }

  private async sendSignedIn(request: Request, patience: number | null = PATIENCE_MS): Promise<Response> {
    const again = request.clone();
    const token = (await this._credentials?.token()) ?? null;
    const response = await this.send(request, token, patience);
    if (response.status !== 401 || token === null) return response;
    const newer = await this._credentials?.renew(token);
    return newer ? this.send(again, newer, patience) : response;
  }
}

// The base of the page is the path of PublicUrl.
function baseUrl(): string {
  return document.baseURI.replace(/\/$/, "");
}
