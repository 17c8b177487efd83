import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../api/schema";
import { Formats } from "../language/formats";

/** A device: its name, since when it is signed in, and when it was used last. */
@Component({
  selector: "app-device",
  imports: [TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <h3 [id]="'device-' + device().id">
        <bdi>{{ name() }}</bdi>
      </h3>
      <dl>
        <dt>{{ t("devices.signedInAt") }}</dt>
        <dd>
          <time [attr.datetime]="device().created_at">{{ formats.dateTime(device().created_at) }}</time>
        </dd>
        <dt>{{ t("devices.lastUsedAt") }}</dt>
        <dd>
          <time [attr.datetime]="device().last_used_at">{{ formats.dateTime(device().last_used_at) }}</time>
        </dd>
      </dl>
    </ng-container>
  `,
  styles: `
    h3 {
      font: var(--mat-sys-title-medium);
      margin: 0 0 0.5rem;
    }

    dl {
      display: grid;
      grid-template-columns: auto 1fr;
      gap: 0.25rem 1rem;
      margin: 0;
    }

    dd {
      margin: 0;
    }
  `,
})
export class Device {
  protected readonly formats = inject(Formats);
  readonly device = input.required<components["schemas"]["SessionResponse"]>();
  readonly name = input.required<string>();
}
