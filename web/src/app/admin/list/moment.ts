import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { Formats } from "../../language/formats";

/** A time of the API, in the browser's time zone. A dash if there is none. */
@Component({
  selector: "app-moment",
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (at(); as time) {
      <time [attr.datetime]="time">{{ formats.dateTime(time) }}</time>
    } @else {
      –
    }
  `,
})
export class Moment {
  protected readonly formats = inject(Formats);
  readonly at = input.required<string | null | undefined>();
}
