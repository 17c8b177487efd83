import { ChangeDetectionStrategy, Component, effect, inject, input, untracked } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { CsvButton } from "../list/csv-button";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { Table } from "../list/table";

/** Who registered with a code. */
@Component({
  selector: "app-code-users",
  imports: [CsvButton, List, Moment, RouterLink, Table, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-list [listing]="list" *transloco="let t">
      <app-table [label]="t('admin.code.users')">
        <table>
          <thead>
            <tr>
              <th scope="col">{{ t("fields.username") }}</th>
              <th scope="col">{{ t("fields.nickname") }}</th>
              <th scope="col">{{ t("admin.code.joined") }}</th>
              <th scope="col">{{ t("admin.code.activatedAt") }}</th>
            </tr>
          </thead>
          <tbody>
            @for (person of list.items(); track person.id) {
              <tr>
                <th scope="row">
                  <a routerLink="/admin/person" [queryParams]="{ id: person.id }"
                    ><bdi>{{ person.username ?? t("admin.code.ended") }}</bdi></a
                  >
                </th>
                <td>
                  <bdi>{{ person.nickname ?? "–" }}</bdi>
                </td>
                <td><app-moment [at]="person.date_joined" /></td>
                <td><app-moment [at]="person.date_activated" /></td>
              </tr>
            }
          </tbody>
        </table>
      </app-table>
      <app-csv-button [file]="'users-of-' + code() + '.csv'" [read]="csv" />
    </app-list>
  `,
})
export class CodeUsers {
  private readonly _api = inject(Api);

  readonly code = input.required<string>();

  /** How many these are. When it changes, the list has changed. */
  readonly registered = input.required<number>();

  protected readonly list = new Listing<components["schemas"]["PersonResponse"]>((cursor) => {
    const query = { code: this.code(), ...(cursor === undefined ? {} : { cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/people", { params: { query } }));
  });

  protected readonly csv = () =>
    this._api.signedIn.GET("/api/admin/people", {
      params: { query: { code: this.code(), format: "csv" } },
      parseAs: "blob",
      fetch: this._api.patiently,
    });

  constructor() {
    effect(() => {
      this.code();
      untracked(() => void this.list.load());
    });
    effect(() => {
      this.registered();
      untracked(() => void this.list.refresh());
    });
  }
}
