import { ChangeDetectionStrategy, Component, input } from "@angular/core";

/** Holds a table. A table that is wider than the window scrolls in here, also by the keyboard. */
@Component({
  selector: "app-table",
  changeDetection: ChangeDetectionStrategy.OnPush,
  host: { role: "region", tabindex: "0", "[attr.aria-label]": "label()" },
  template: `<ng-content />`,
})
export class Table {
  /** What the table shows, for a screen reader. */
  readonly label = input.required<string>();
}
