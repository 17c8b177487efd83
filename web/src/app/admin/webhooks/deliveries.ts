import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  output,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { FormControl, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { focusMover } from "../../shell/focus";
import { ActDialog } from "../act/act-dialog";
import { Filters, instantOf } from "../list/filters";
import { given } from "../list/given";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { SelectField } from "../list/select-field";
import { Table } from "../list/table";

type Schemas = components["schemas"];
type Delivery = Schemas["DeliveryResponse"];

/** The deliveries of a webhook, the newest first. One of them, or all that failed, can be sent again. */
@Component({
  selector: "app-deliveries",
  imports: [
    ActDialog,
    List,
    MatButtonModule,
    Moment,
    ReactiveFormsModule,
    SelectField,
    Table,
    TextField,
    TranslocoDirective,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./deliveries.html",
})
export class Deliveries {
  private readonly _api = inject(Api);
  private readonly _dialog = viewChild<ActDialog<unknown>>(ActDialog);
  private readonly _focus = focusMover();
  private readonly _formats = inject(Formats);
  private readonly _language = inject(Language);
  private readonly _replayed = signal(0);
  protected readonly message = signal("");

  // The one that is sent again; null for all that failed.
  protected readonly chosen = signal<Delivery | null>(null);
  protected readonly controls = { since: new FormControl("", { nonNullable: true }) };
  protected readonly count = computed(() => this._formats.count(this._replayed()));
  protected readonly filters = new Filters(["state"]);
  protected readonly states = computed(() =>
    ["", "waiting", "done", "failed"].map((value) => ({
      value,
      label: this._language.find(`admin.deliveries.${value || "any"}`) ?? "",
    })),
  );

  /** The id of the webhook. */
  readonly of = input.required<string>();

  /** The deliveries are read anew when this changes. */
  readonly changes = input.required<number>();

  /** Deliveries begin anew. */
  readonly changed = output();

  protected readonly listing = new Listing<Delivery>((cursor) => {
    const params = { path: { id: this.of() }, query: given({ ...this.filters.values(), cursor }) };
    return answerOf(this._api.signedIn.GET("/api/admin/webhooks/{id}/deliveries", { params }));
  });

  constructor() {
    effect(() => {
      this.of();
      this.changes();
      this.filters.values();
      untracked(() => void this.listing.load());
    });
  }

  protected ask(delivery: Delivery | null): void {
    this.chosen.set(delivery);
    this.controls.since.reset();
    this._dialog()?.open();
  }

  protected readonly replay = async (): Promise<Answer<unknown>> => {
    const id = this.of();
    const delivery = this.chosen()?.id;
    if (delivery !== undefined) {
      const params = { path: { id, delivery } };
      return answerOf(this._api.signedIn.POST("/api/admin/webhooks/{id}/deliveries/{delivery}/replay", { params }));
    }

    const since = instantOf(this.controls.since.value) ?? "";
    const params = { path: { id } };
    const answer = await answerOf(
      this._api.signedIn.POST("/api/admin/webhooks/{id}/replay", { params, body: { since } }),
    );
    if (answer.kind === "done") this._replayed.set(answer.data.replayed);
    return answer;
  };

  protected done(): void {
    this.message.set(this.chosen() === null ? "admin.deliveries.replayedAll" : "admin.deliveries.replayed");
    void this.listing.load();
    this._focus("#deliveries-message");
    this.changed.emit();
  }
}
