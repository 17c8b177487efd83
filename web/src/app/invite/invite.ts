import { ChangeDetectionStrategy, Component, DestroyRef, effect, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { Language } from "../language/language";
import { poll } from "../session/poll";
import { Session } from "../session/session";

/** The own invitation code, and how many have signed up with it. The counts rise while the page is open. */
@Component({
  selector: "app-invite",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./invite.html",
})
export default class Invite {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  private readonly _router = inject(Router);
  private readonly _session = inject(Session);
  protected readonly me = signal<components["schemas"]["MeResponse"] | null>(null);
  protected readonly copied = signal<"yes" | "no" | null>(null);
  protected readonly canShare = "share" in navigator;

  constructor() {
    poll(() => this.look(), inject(DestroyRef));
    effect(() => {
      if (!this._session.isSignedIn()) void this._router.navigateByUrl("/sign-in");
    });
  }

  protected async copy(link: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(link);
      this.copied.set("yes");
    } catch {
      this.copied.set("no");
    }
  }

  protected async share(url: string): Promise<void> {
    try {
      await navigator.share({ title: this._language.find("app.name") ?? "", url });
    } catch {
      // The user closed the sheet.
    }
  }

  private async look(): Promise<void> {
    const answer = await answerOf(this._api.signedIn.GET("/api/me"));
    if (answer.kind === "done") this.me.set(answer.data);
  }
}
