import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../api/schema";
import { CorrectAddress } from "../check-mail/correct-address";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { Submission } from "../form/submission";
import { Formats } from "../language/formats";
import { Language } from "../language/language";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { MyAccount } from "../session/my-account";
import { Session } from "../session/session";
import { focusMover } from "../shell/focus";
import { Level } from "./level";
import { NicknameForm } from "./nickname-form";

/** The account: its names, its level, and where to change it. */
@Component({
  selector: "app-profile",
  imports: [CorrectAddress, Level, Loading, MatButtonModule, NicknameForm, RouterLink, TranslocoDirective],
  providers: [FormErrors, MyAccount, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./profile.html",
  styles: `
    .links {
      padding: 0;
      list-style: none;

      a {
        display: inline-block;
        padding-block: 0.5rem;
      }
    }
  `,
})
export default class Profile {
  private readonly _focus = focusMover();
  private readonly _session = inject(Session);
  protected readonly account = inject(MyAccount);
  protected readonly formats = inject(Formats);
  protected readonly isCorrecting = signal(false);
  protected readonly isEditing = signal(false);
  protected readonly renamed = signal<"nickname.done" | "names.done" | null>(null);

  /** Whether the account was activated a moment ago. */
  protected readonly isNew = inject(Router).currentNavigation()?.extras.state?.["isNew"] === true;

  constructor() {
    leaveWhenSignedOut();
    if (this.isNew) history.replaceState({ ...history.state, isNew: false }, ""); // not again after a reload

    // The level's name is in the language of the request.
    const language = inject(Language);
    effect(() => {
      language.current();
      untracked(() => void this.account.load());
    });
  }

  protected edit(): void {
    this.renamed.set(null);
    this.isEditing.set(true);
  }

  /** The form for the nickname was sent or given up. */
  protected close(names: components["schemas"]["NamesResponse"] | null): void {
    this.isEditing.set(false);
    this._focus("#change-nickname");
    if (names === null) return;
    this.renamed.set(names.username === undefined ? "nickname.done" : "names.done");
    this.take(names);
  }

  /** The form for the address was sent or given up. */
  protected closeAddress(email: string | null): void {
    this.isCorrecting.set(false);
    this._focus("h1");
    if (email !== null) this.take({ email });
  }

  protected signOut(): Promise<void> {
    return this._session.signOut();
  }

  private take(names: Partial<Record<"username" | "nickname" | "email", string>>): void {
    this.account.me.update(
      (me) => me && { ...me, ...names, names_to_change: me.names_to_change.filter((name) => !(name in names)) },
    );
  }
}
