import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { focusMover } from "../../shell/focus";
import { ActDialog } from "../act/act-dialog";
import { Copy } from "../copy";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { Moment } from "../list/moment";
import { Table } from "../list/table";
import { NewApiKey } from "./new-api-key";

type ApiKey = components["schemas"]["ApiKeyResponse"];

/** The API keys of services: their list, a new one, and the end of one. */
@Component({
  selector: "app-admin-api-keys",
  imports: [ActDialog, Copy, List, MatButtonModule, Moment, NewApiKey, Table, TranslocoDirective],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./api-keys.html",
})
export default class ApiKeys {
  private readonly _api = inject(Api);
  private readonly _focus = focusMover();
  protected readonly isMaking = signal(false);
  protected readonly made = signal<components["schemas"]["NewApiKeyResponse"] | null>(null);
  protected readonly revoked = signal<ApiKey | null>(null);

  /** The key that the dialog is about. */
  protected readonly chosen = signal<ApiKey | null>(null);

  protected readonly list = new Listing<ApiKey>(async () => {
    const answer = await answerOf(this._api.signedIn.GET("/api/admin/api-keys"));
    return answer.kind === "done" ? { kind: "done", data: { ...answer.data, next_cursor: null } } : answer;
  });

  constructor() {
    void this.list.load();
  }

  protected state({ revoked_at, expires_at }: ApiKey): "revoked" | "expired" | "valid" {
    if (revoked_at !== null) return "revoked";
    return Date.parse(expires_at) < Date.now() ? "expired" : "valid";
  }

  protected begin(): void {
    this.made.set(null);
    this.revoked.set(null);
    this.isMaking.set(true);
  }

  /** The form was sent, or given up. */
  protected close(made: components["schemas"]["NewApiKeyResponse"] | null): void {
    this.isMaking.set(false);
    this.made.set(made);
    this._focus(made === null ? "#new-key" : "#made");
    if (made !== null) void this.list.refresh();
  }

  protected ask(key: ApiKey, dialog: ActDialog<unknown>): void {
    this.revoked.set(null);
    this.chosen.set(key);
    dialog.open();
  }

  protected readonly revoke = (): Promise<Answer<unknown>> => {
    const params = { path: { id: this.chosen()?.id ?? "" } };
    return answerOf(this._api.signedIn.DELETE("/api/admin/api-keys/{id}", { params }));
  };

  protected told(): void {
    this.revoked.set(this.chosen());
    void this.list.refresh();
  }
}
