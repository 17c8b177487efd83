import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Language } from "../../language/language";
import { CsvButton } from "../list/csv-button";
import { Filters, instantOf } from "../list/filters";
import { given } from "../list/given";
import { Listing } from "../list/listing";
import { SelectField } from "../list/select-field";
import { Acts } from "./acts";

const KINDS = "admin.audit.kinds.";

/** The audit log: every act, the newest first. */
@Component({
  selector: "app-admin-audit",
  imports: [Acts, CsvButton, MatButtonModule, ReactiveFormsModule, SelectField, TextField, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("admin.audit.title") }}</h1>
      <p>{{ t("admin.audit.text") }}</p>
      <form class="filters" [formGroup]="filters.form" (ngSubmit)="filters.apply()" novalidate>
        <app-text-field
          name="subject"
          [control]="filters.form.controls.subject"
          [label]="t('admin.audit.subject')"
          [hint]="t('admin.audit.subjectHint')"
        />
        <app-text-field
          name="actor"
          [control]="filters.form.controls.actor"
          [label]="t('admin.audit.actor')"
          [hint]="t('admin.audit.actorHint')"
        />
        <app-select-field
          name="kind"
          [control]="filters.form.controls.kind"
          [label]="t('admin.audit.kind')"
          [options]="kinds()"
        />
        <app-text-field
          name="from"
          type="datetime-local"
          [control]="filters.form.controls.from"
          [label]="t('admin.list.from')"
        />
        <app-text-field
          name="to"
          type="datetime-local"
          [control]="filters.form.controls.to"
          [label]="t('admin.list.to')"
        />
        <div class="actions">
          <button matButton="filled">{{ t("admin.list.filter") }}</button>
          <button matButton type="button" (click)="filters.clear()">{{ t("admin.list.clear") }}</button>
        </div>
      </form>
      <app-csv-button file="audit.csv" [read]="csv" />
      <app-acts [listing]="listing" />
    </section>
  `,
})
export default class Audit {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  protected readonly filters = new Filters(["subject", "actor", "kind", "from", "to"]);
  protected readonly listing = new Listing<components["schemas"]["AuditEntryResponse"]>((cursor) => {
    const params = { query: given({ ...this.query(), cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/audit", { params }));
  });

  protected readonly kinds = computed(() => [
    { value: "", label: this._language.find("admin.list.any") ?? "" },
    ...Object.entries(this._language.texts())
      .filter(([key]) => key.startsWith(KINDS))
      .map(([key, label]) => ({ value: key.slice(KINDS.length), label })),
  ]);

  constructor() {
    effect(() => {
      this.query();
      untracked(() => void this.listing.load());
    });
  }

  protected readonly csv = () =>
    this._api.signedIn.GET("/api/admin/audit", {
      params: { query: given({ ...this.query(), format: "csv" }) },
      parseAs: "blob",
      fetch: this._api.patiently,
    });

  private query() {
    const { from, to, ...rest } = this.filters.values();
    return { ...rest, from: instantOf(from), to: instantOf(to) };
  }
}
