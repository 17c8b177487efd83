import { ChangeDetectionStrategy, Component, signal } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";

/** A line above the page while the device has no network. */
@Component({
  selector: "app-connection",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: "status", "(window:online)": "isOffline.set(false)", "(window:offline)": "isOffline.set(true)" },
  template: `
    <ng-container *transloco="let t">
      @if (isOffline()) {
        <p>{{ t("app.offline") }}</p>
      }
    </ng-container>
  `,
})
export class Connection {
  protected readonly isOffline = signal(!navigator.onLine);
}
