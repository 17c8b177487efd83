import { ChangeDetectionStrategy, Component, effect, inject, signal, untracked } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
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
  imports: [Level, Loading, MatButtonModule, NicknameForm, RouterLink, TranslocoDirective],
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
  protected readonly isEditing = signal(false);
  protected readonly isRenamed = signal(false);

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
    this.isRenamed.set(false);
    this.isEditing.set(true);
  }

  /** The form for the nickname was sent or given up. */
  protected close(nickname: string | null): void {
    this.isEditing.set(false);
    this._focus("#change-nickname");
    if (nickname === null) return;
    this.isRenamed.set(true);
    this.account.me.update((me) => me && { ...me, nickname });
  }

  protected signOut(): Promise<void> {
    return this._session.signOut();
  }
}
