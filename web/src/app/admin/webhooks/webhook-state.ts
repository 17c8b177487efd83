import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../../api/schema";

/** Whether a webhook is enabled, or why it is not. */
@Component({
  selector: "app-webhook-state",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (webhook().disabled_because; as why) {
        <strong class="off">{{ t("admin.webhooks.off." + why) }}</strong>
      } @else {
        {{ t("admin.webhooks.on") }}
      }
    </ng-container>
  `,
})
export class WebhookState {
  readonly webhook = input.required<components["schemas"]["WebhookResponse"]>();
}
