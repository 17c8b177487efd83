import { ChangeDetectionStrategy, Component, computed, effect, inject, untracked } from "@angular/core";
import { ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { CsvButton } from "../list/csv-button";
import { Filters, instantOf } from "../list/filters";
import { given } from "../list/given";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { SelectField } from "../list/select-field";
import { Table } from "../list/table";
import { PersonName } from "./person-name";
import { PersonState } from "./person-state";

// The API takes either a search or filters, and none of these in the other case.
const SEARCH = ["search", "field", "exact"] as const;
const FILTERS = ["state", "level", "code", "inviter", "from", "to", "order"] as const;

/** The accounts: all of them, those that a search finds, or those that filters leave. */
@Component({
  selector: "app-admin-people",
  imports: [
    CsvButton,
    List,
    MatButtonModule,
    Moment,
    PersonName,
    PersonState,
    ReactiveFormsModule,
    RouterLink,
    SelectField,
    Table,
    TextField,
    TranslocoDirective,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./people.html",
})
export default class People {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  protected readonly formats = inject(Formats);
  protected readonly filters = new Filters([...SEARCH, ...FILTERS]);
  protected readonly isFiltered = computed(() => FILTERS.some((name) => name in this.filters.values()));
  protected readonly isAll = computed(() => Object.keys(this.filters.values()).length === 0);
  protected readonly listing = new Listing<components["schemas"]["PersonResponse"]>((cursor) => {
    const params = { query: given({ ...this.query(), cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/people", { params }));
  });

  protected readonly fields = computed(() =>
    this.options("field", ["", "username", "nickname", "email", "code", "id"]),
  );
  protected readonly wholes = computed(() => this.options("exact", ["", "true"]));
  protected readonly states = computed(() =>
    this.options("state", ["", "active", "inactive", "disabled", "frozen", "ended", "admin"]),
  );
  protected readonly levels = computed(() => this.options("levels", ["", "1", "2", "3", "4", "5"]));
  protected readonly orders = computed(() => this.options("order", ["", "oldest"]));

  protected readonly csv = () =>
    this._api.signedIn.GET("/api/admin/people", {
      params: { query: given({ ...this.query(), format: "csv" }) },
      parseAs: "blob",
      fetch: this._api.patiently,
    });

  constructor() {
    effect(() => {
      this.query();
      untracked(() => void this.listing.load());
    });
  }

  /** Searches or filters: the fields of the other form are emptied. */
  protected show(others: "search" | "filters"): void {
    for (const name of others === "search" ? SEARCH : FILTERS) this.filters.form.controls[name].reset();
    void this.filters.apply();
  }

  private query() {
    const { search, field, exact, from, to, level, ...rest } = this.filters.values();
    if (search) return { search, field, exact };
    return { ...rest, level: level ? Number(level) : undefined, from: instantOf(from), to: instantOf(to) };
  }

  private options(name: string, values: readonly string[]) {
    const text = (value: string) => this._language.find(`admin.people.${name}.${value || "any"}`) ?? value;
    return values.map((value) => ({ value, label: text(value) }));
  }
}
