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
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { SelectField } from "../list/select-field";
import { Table } from "../list/table";

type Page = components["schemas"]["CodesResponse"];
type Code = Page["items"][number];

const STATES = ["active", "retired", "disabled", "frozen", "expired", "exhausted"];
const ORDERS = ["newest", "oldest", "code", "used"];

/** The codes: their list, with filters, and the ways to new ones. */
@Component({
  selector: "app-admin-codes",
  imports: [
    CsvButton,
    List,
    MatButtonModule,
    Moment,
    ReactiveFormsModule,
    RouterLink,
    SelectField,
    Table,
    TextField,
    TranslocoDirective,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./codes.html",
})
export default class Codes {
  private readonly _api = inject(Api);
  private readonly _language = inject(Language);
  protected readonly formats = inject(Formats);
  protected readonly filters = new Filters(["search", "label", "batch", "owner", "state", "from", "to", "order"]);

  protected readonly states = computed(() => [
    { value: "", label: this._language.find("admin.list.any") ?? "" },
    ...STATES.map((value) => ({ value, label: this._language.find(`admin.code.state.${value}`) ?? value })),
  ]);

  protected readonly orders = computed(() =>
    ORDERS.map((name) => ({
      value: name === "newest" ? "" : name,
      label: this._language.find(`admin.codes.order.${name}`) ?? name,
    })),
  );

  protected readonly list = new Listing<Code>((cursor) => {
    const query = { ...this.query(), ...(cursor === undefined ? {} : { cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/codes", { params: { query } }));
  });

  protected readonly csv = () =>
    this._api.signedIn.GET("/api/admin/codes", {
      params: { query: { ...this.query(), format: "csv" } },
      parseAs: "blob",
      fetch: this._api.patiently,
    });

  constructor() {
    effect(() => {
      this.filters.values();
      untracked(() => void this.list.load());
    });
  }

  private query() {
    const { from, to, ...rest } = this.filters.values();
    const times = { from: instantOf(from), to: instantOf(to) };
    return { ...rest, ...Object.fromEntries(Object.entries(times).filter(([, time]) => time !== undefined)) };
  }
}
