import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../../api/schema";
import { Language } from "../../language/language";
import { List } from "../list/list";
import type { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { Table } from "../list/table";
import { valuesOf } from "./act-data";
import { ActValue } from "./act-value";
import { KeyLink } from "./key-link";

/** Entries of the audit log, each with its old and new values. */
@Component({
  selector: "app-acts",
  imports: [ActValue, KeyLink, List, Moment, Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-list [listing]="listing()" *transloco="let t">
      <app-table [label]="t('admin.audit.title')">
        <table>
          <thead>
            <tr>
              <th scope="col">{{ t("admin.audit.at") }}</th>
              <th scope="col">{{ t("admin.audit.act") }}</th>
              @if (hasSubject()) {
                <th scope="col">{{ t("admin.audit.subject") }}</th>
              }
              <th scope="col">{{ t("admin.audit.actor") }}</th>
              <th scope="col">{{ t("admin.act.reason") }}</th>
            </tr>
          </thead>
          <tbody>
            @for (entry of listing().items(); track entry.id) {
              <tr>
                <td><app-moment [at]="entry.at" /></td>
                <td class="wide">
                  <details>
                    <summary>{{ kind(entry.kind) }}</summary>
                    <dl>
                      @for (value of valuesOf(entry.data); track value.name) {
                        <dt>{{ name(value.name) }}</dt>
                        <dd>
                          @if (value.before !== null) {
                            <del><app-act-value [name]="value.name" [value]="value.before" /></del>
                            →
                          }
                          <app-act-value [name]="value.name" [value]="value.value" />
                        </dd>
                      }
                      <dt>{{ t("admin.audit.kind") }}</dt>
                      <dd>{{ entry.kind }}</dd>
                      <dt>{{ t("admin.audit.number") }}</dt>
                      <dd>{{ entry.number }}</dd>
                      <dt>{{ t("admin.audit.id") }}</dt>
                      <dd>{{ entry.id }}</dd>
                    </dl>
                  </details>
                </td>
                @if (hasSubject()) {
                  <td class="wide"><app-key-link [of]="entry.subject" /></td>
                }
                <td class="wide"><app-key-link [of]="entry.actor" /></td>
                <td class="wide">
                  <bdi>{{ entry.reason ?? "–" }}</bdi>
                </td>
              </tr>
            }
          </tbody>
        </table>
      </app-table>
    </app-list>
  `,
  styles: `
    dl {
      margin-block: 0.5rem 0;
    }

    dd {
      margin-block-end: 0.25rem;
    }
  `,
})
export class Acts {
  private readonly _language = inject(Language);
  protected readonly valuesOf = valuesOf;

  readonly listing = input.required<Listing<components["schemas"]["AuditEntryResponse"]>>();

  /** Whether the entries are on different subjects. */
  readonly hasSubject = input(true);

  // A newer service may have kinds and values that have no words here.
  protected kind(kind: string): string {
    return this._language.find(`admin.audit.kinds.${kind}`) ?? kind;
  }

  protected name(name: string): string {
    return this._language.find(`admin.audit.values.${name}`) ?? name;
  }
}
