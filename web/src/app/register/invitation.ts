import { ChangeDetectionStrategy, Component, computed, input, output } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../api/schema";

type Answered = components["schemas"]["InvitationResponse"];

/** What the service says of a code, or that it was asked. */
export type Invitation =
  Answered | { readonly valid: false; readonly reason: "pending"; readonly inviter_nickname: null };

/** Who invites, or why the code of the link cannot be used. */
@Component({
  selector: "app-invitation",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <div class="notice invitation" *transloco="let t">
      @if (invitation().valid) {
        @if (invitation().inviter_nickname; as name) {
          <p class="inviter">{{ t("invitation.by", { name: isolated(name) }) }}</p>
        } @else {
          <p>{{ t("invitation.valid") }}</p>
        }
        @if (domain(); as name) {
          <p class="domain">{{ t("invitation.domain", { name: isolated(name) }) }}</p>
        }
        <p>
          {{ t("invitation.code") }} <span class="code">{{ code() }}</span>
        </p>
      } @else {
        <p>{{ t("invitation.reason." + (invitation().reason ?? "invalid")) }}</p>
        <p>
          {{ t("invitation.code") }} <span class="code">{{ code() }}</span>
        </p>
      }
      <button matButton type="button" (click)="removed.emit()">{{ t("invitation.remove") }}</button>
    </div>
  `,
})
export class InvitationNotice {
  readonly invitation = input.required<Invitation>();
  readonly code = input.required<string>();
  readonly removed = output();

  /** The only domain of e-mail addresses that the code is for. */
  protected readonly domain = computed(() => {
    const invitation = this.invitation();
    return invitation.valid ? invitation.email_domain : undefined;
  });

  // A name that is written from right to left must not turn the sentence around (UAX 9, 2.4).
  protected isolated(name: string): string {
    return `\u2068${name}\u2069`;
  }
}
