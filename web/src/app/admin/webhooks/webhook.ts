import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, mayBeDone, refusal } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { ErrorSummary } from "../../form/error-summary";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { focusMover } from "../../shell/focus";
import { ActDialog } from "../act/act-dialog";
import { Secret } from "../act/secret";
import { Moment } from "../list/moment";
import { Deliveries } from "./deliveries";
import { WebhookForm } from "./webhook-form";
import { WebhookState } from "./webhook-state";

type Schemas = components["schemas"];

interface Found {
  readonly webhook: Schemas["WebhookResponse"];
  readonly secrets: readonly Schemas["WebhookSecretResponse"][];
}

/** What is asked before it is done. The words are in `admin.webhook.<key>`. */
interface Act {
  readonly key: "enable" | "disable" | "newSecret" | "endSecret" | "delete";
  readonly secret?: number;
}

/** One webhook: where it sends what, its secrets, and its deliveries. */
@Component({
  selector: "app-admin-webhook",
  imports: [
    ActDialog,
    Deliveries,
    ErrorSummary,
    Loading,
    MatButtonModule,
    Moment,
    RouterLink,
    Secret,
    TranslocoDirective,
    WebhookForm,
    WebhookState,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./webhook.html",
  styles: `
    .secrets {
      margin: 0;
      padding: 0;
      list-style: none;

      li {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 1.5rem;
        min-height: 3rem;
        border-block-end: 1px solid var(--mat-sys-outline-variant);
      }
    }
  `,
})
export default class Webhook {
  private readonly _api = inject(Api);
  private readonly _dialog = viewChild<ActDialog<unknown>>(ActDialog);
  protected readonly errors = inject(FormErrors);
  private readonly _focus = focusMover();
  private readonly _router = inject(Router);
  protected readonly submission = inject(Submission);
  protected readonly found = signal<Found | null>(null);
  protected readonly isChanging = signal(false);
  protected readonly message = signal("");
  protected readonly secret = signal<string | null>(null);

  /** The act that was chosen last. */
  protected readonly act = signal<Act>({ key: "enable" });

  /** How often something was done that makes deliveries. */
  protected readonly changes = signal(0);

  /** The webhook, from the address. */
  readonly id = input.required<string>();

  private readonly _params = computed(() => ({ path: { id: this.id() } }));

  constructor() {
    effect(() => {
      this.id();
      untracked(() => {
        this.found.set(null);
        void this.load();
      });
    });
  }

  protected async load(): Promise<void> {
    this.submission.stop();
    const answer = await this.submission.send(() => this.read());
    if (answer === null) return;
    this.errors.show(answer, {});
    if (answer.kind === "done") this.found.set(answer.data);
  }

  protected change(): void {
    this.message.set("");
    this.isChanging.set(true);
    this._focus("#change-webhook");
  }

  protected readonly save = (body: Schemas["WebhookPatch"]): Promise<Answer<Schemas["WebhookResponse"]>> =>
    answerOf(this._api.signedIn.PATCH("/api/admin/webhooks/{id}", { params: this._params(), body }));

  protected saved(): void {
    this.isChanging.set(false);
    this.tell("change");
  }

  protected ask(act: Act): void {
    this.act.set(act);
    this._dialog()?.open();
  }

  protected readonly doIt = (): Promise<Answer<unknown>> => {
    const act = this.act();
    const params = this._params();
    switch (act.key) {
      case "enable":
      case "disable":
        return this.save({ enabled: act.key === "enable" });
      case "newSecret":
        return this.makeSecret();
      case "endSecret": {
        const path = { ...params.path, number: String(act.secret) };
        return answerOf(this._api.signedIn.DELETE("/api/admin/webhooks/{id}/secrets/{number}", { params: { path } }));
      }
      default:
        return answerOf(this._api.signedIn.DELETE("/api/admin/webhooks/{id}", { params }));
    }
  };

  protected done(): void {
    const key = this.act().key;
    if (key === "delete") void this._router.navigate(["/admin/webhooks"]);
    else this.tell(key);
  }

  protected async test(): Promise<void> {
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.POST("/api/admin/webhooks/{id}/test", { params: this._params() })),
    );
    if (answer === null) return;
    this.errors.show(answer, {});
    if (answer.kind === "done") this.tell(this.found()?.webhook.enabled ? "test" : "testLater");
  }

  private tell(key: string): void {
    this.message.set(`admin.webhook.${key}.done`);
    this.changes.update((count) => count + 1);
    void this.load();
    if (key !== "newSecret") this._focus("#webhook-message");
  }

  // A repeat would make another secret, and nobody would have seen the first one.
  private async makeSecret(): Promise<Answer<unknown>> {
    const answer = await answerOf(
      this._api.signedIn.POST("/api/admin/webhooks/{id}/secrets", { params: this._params() }),
    );
    if (answer.kind === "done") this.secret.set(answer.data.secret);
    return mayBeDone(answer) ? refusal(null, "unknown_secret") : answer;
  }

  private async read(): Promise<Answer<Found>> {
    const params = this._params();
    const [webhook, secrets] = await Promise.all([
      answerOf(this._api.signedIn.GET("/api/admin/webhooks/{id}", { params })),
      answerOf(this._api.signedIn.GET("/api/admin/webhooks/{id}/secrets", { params })),
    ]);
    if (webhook.kind !== "done") return webhook;
    if (secrets.kind !== "done") return secrets;
    return { kind: "done", data: { webhook: webhook.data, secrets: secrets.data.secrets } };
  }
}
