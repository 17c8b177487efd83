import { ChangeDetectionStrategy, Component, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf, mayBeDone, refusal } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { Formats } from "../../language/formats";
import { focusMover } from "../../shell/focus";
import { Secret } from "../act/secret";
import { Table } from "../list/table";
import { WebhookForm } from "./webhook-form";
import { WebhookState } from "./webhook-state";

type Schemas = components["schemas"];

/** The webhooks, and a form for another one. */
@Component({
  selector: "app-admin-webhooks",
  imports: [Loading, MatButtonModule, RouterLink, Secret, Table, TranslocoDirective, WebhookForm, WebhookState],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("admin.webhooks.title") }}</h1>
      <p>{{ t("admin.webhooks.text") }}</p>
      @if (secret(); as secret) {
        <app-secret [text]="secret" />
      }
      @if (webhooks(); as all) {
        @if (all.length > 0) {
          <app-table [label]="t('admin.webhooks.title')">
            <table>
              <thead>
                <tr>
                  <th scope="col">{{ t("admin.webhooks.url") }}</th>
                  <th scope="col">{{ t("admin.webhooks.state") }}</th>
                  <th scope="col">{{ t("admin.webhooks.events") }}</th>
                  <th scope="col" class="number">{{ t("admin.webhooks.waiting") }}</th>
                  <th scope="col" class="number">{{ t("admin.webhooks.failed") }}</th>
                </tr>
              </thead>
              <tbody>
                @for (webhook of all; track webhook.id) {
                  <tr>
                    <th scope="row" class="wide">
                      <a routerLink="/admin/webhook" [queryParams]="{ id: webhook.id }">{{ webhook.url }}</a>
                      @if (webhook.description) {
                        <bdi class="second">{{ webhook.description }}</bdi>
                      }
                    </th>
                    <td><app-webhook-state [webhook]="webhook" /></td>
                    <td>
                      @for (event of webhook.events; track event) {
                        <div class="nowrap">{{ t("admin.webhooks.event." + event) }}</div>
                      }
                    </td>
                    <td class="number">{{ formats.count(webhook.waiting) }}</td>
                    <td class="number">{{ formats.count(webhook.failed) }}</td>
                  </tr>
                }
              </tbody>
            </table>
          </app-table>
        } @else {
          <p>{{ t("admin.webhooks.none") }}</p>
        }
        @if (isAdding()) {
          <h2 id="new-webhook" tabindex="-1">{{ t("admin.webhooks.new") }}</h2>
          <app-webhook-form
            [submitLabel]="t('admin.webhooks.create')"
            [send]="create"
            (done)="created($event)"
            (cancelled)="isAdding.set(false)"
          />
        } @else {
          <div class="actions">
            <button matButton="filled" type="button" (click)="add()">{{ t("admin.webhooks.add") }}</button>
          </div>
        }
      } @else {
        <app-loading (again)="load()" />
      }
    </section>
  `,
})
export default class Webhooks {
  private readonly _api = inject(Api);
  private readonly _errors = inject(FormErrors);
  private readonly _focus = focusMover();
  private readonly _submission = inject(Submission);
  protected readonly formats = inject(Formats);
  protected readonly isAdding = signal(false);
  protected readonly secret = signal<string | null>(null);
  protected readonly webhooks = signal<readonly Schemas["WebhookResponse"][] | null>(null);

  constructor() {
    void this.load();
  }

  protected async load(): Promise<void> {
    const answer = await this._submission.send(() => answerOf(this._api.signedIn.GET("/api/admin/webhooks")));
    if (answer === null) return;
    this._errors.show(answer, {});
    if (answer.kind === "done") this.webhooks.set(answer.data.webhooks);
  }

  protected add(): void {
    this.secret.set(null);
    this.isAdding.set(true);
    this._focus("#new-webhook");
  }

  // A repeat would add another webhook, with a secret that nobody has seen.
  protected readonly create = async (
    body: Schemas["WebhookRequest"],
  ): Promise<Answer<Schemas["NewWebhookResponse"]>> => {
    const answer = await answerOf(this._api.signedIn.POST("/api/admin/webhooks", { body }));
    if (!mayBeDone(answer)) return answer;
    void this.load();
    return refusal(null, "unknown_webhook");
  };

  protected created({ webhook, secret }: Schemas["NewWebhookResponse"]): void {
    this.isAdding.set(false);
    this.webhooks.update((all) => [...(all ?? []), webhook]);
    this.secret.set(secret);
  }
}
