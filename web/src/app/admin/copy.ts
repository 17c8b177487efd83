import { ChangeDetectionStrategy, Component, input, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { copier } from "../shell/copier";

/** A button that copies a text, and says so. */
@Component({
  selector: "app-copy",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <button matButton="outlined" type="button" (click)="copy()">{{ label() }}</button>
      <span role="status">{{ told() === null ? "" : t("admin.copy." + told()) }}</span>
    </ng-container>
  `,
  styles: `
    :host {
      display: inline-flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.75rem;
    }
  `,
})
export class Copy {
  private readonly _copy = copier();
  protected readonly told = signal<"done" | "no" | null>(null);

  readonly text = input.required<string>();
  readonly label = input.required<string>();

  protected async copy(): Promise<void> {
    this.told.set(null);
    this.told.set((await this._copy(this.text())) ? "done" : "no");
  }
}
