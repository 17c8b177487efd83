import { Injectable, signal } from "@angular/core";
import type { Answer } from "../api/answer";
import { quietly } from "../session/quietly";

const STORED = "registration.mailed-token";
const KNOWN = ["expired", "used", "invalid"];

/**
 * The token of a mailed link: …#token=…. It is taken out of the address, so that it is in no history and no
 * screenshot. The part after # is never sent to a server. This tab keeps the token over a reload until the service has
 * decided about it. A page provides it for itself.
 */
@Injectable()
export class MailedToken {
  private readonly _place = `${STORED}:${location.pathname}`;
  private readonly _problem = signal<string | null>(null);

  readonly value = this.take();

  /** Why the link does not work, if it does not. */
  readonly problem = this._problem.asReadonly();

  /** Whether an answer refuses the token, which is the problem then. After that, or when all is done, it is dropped. */
  judge(answer: Answer<unknown>): boolean {
    const error = answer.kind === "refused" ? answer.errors.find(({ field }) => field === "token") : undefined;
    if (error !== undefined) this._problem.set(KNOWN.includes(error.code) ? error.code : "invalid");
    if (error !== undefined || answer.kind === "done") quietly(() => sessionStorage.removeItem(this._place));
    return error !== undefined;
  }

  private take(): string {
    // Another link that is opened in this tab changes only the part after #, which loads nothing.
    addEventListener("hashchange", () => {
      if (location.hash.includes("token=")) location.reload();
    });
    const given = new URLSearchParams(location.hash.slice(1)).get("token");
    if (location.hash !== "") history.replaceState(history.state, "", location.pathname + location.search);
    if (given !== null) quietly(() => sessionStorage.setItem(this._place, given));
    const token = given ?? quietly(() => sessionStorage.getItem(this._place)) ?? "";
    if (token === "") this._problem.set("invalid");
    return token;
  }
}
