import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Acts } from "../audit/acts";
import { given } from "../list/given";
import { Listing } from "../list/listing";

/** What operators have done to a person, the newest first. */
@Component({
  selector: "app-person-history",
  imports: [Acts, RouterLink, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <h2>{{ t("admin.person.history") }}</h2>
      <app-acts [listing]="listing" [hasSubject]="false" />
      <p>
        <a routerLink="/admin/audit" [queryParams]="{ subject: of() }">{{ t("admin.person.inLog") }}</a>
      </p>
    </ng-container>
  `,
})
export class PersonHistory {
  private readonly _api = inject(Api);

  /** The id of the account. */
  readonly of = input.required<string>();

  /** The acts are read anew when this changes. */
  readonly changes = input.required<number>();

  protected readonly listing = new Listing<components["schemas"]["AuditEntryResponse"]>((cursor) => {
    const params = { path: { id: this.of() }, query: given({ cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/people/{id}/audit", { params }));
  });

  constructor() {
    effect(() => {
      this.of();
      this.changes();
      untracked(() => void this.listing.load());
    });
  }
}
