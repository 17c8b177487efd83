import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  Injector,
  input,
} from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { ErrorSummary } from "../../form/error-summary";
import { Waiting } from "../../form/waiting";
import { Formats } from "../../language/formats";
import type { Listing } from "./listing";

/** Around the table of a listing: that it loads, why it cannot, that nothing was found, and the way to more. */
@Component({
  selector: "app-list",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <app-error-summary [errors]="listing().errors.all()" />
      @if (listing().items(); as items) {
        @if (items.length > 0) {
          <ng-content />
        }
      }
      <p role="status" tabindex="-1">
        @if (listing().submission.isSending()) {
          {{ t("app.loading") }}
        } @else if (listing().items(); as items) {
          @if (items.length === 0 && !listing().hasMore()) {
            {{ t("admin.list.nothing") }}
          } @else if (listing().added() !== null) {
            {{ t("admin.list.added", { count: formats.count(listing().added() ?? 0) }) }}
          }
        }
      </p>
      <app-waiting [isLoading]="true" />
      @if (listing().hasMore()) {
        <button
          matButton="outlined"
          type="button"
          [attr.aria-label]="moreLabel()"
          [disabled]="listing().submission.isBusy()"
          (click)="more()"
        >
          {{ t("admin.list.more") }}
        </button>
      } @else if (listing().items() === null && !listing().submission.isBusy()) {
        <button matButton="filled" type="button" (click)="listing().load()">{{ t("app.again") }}</button>
      }
    </ng-container>
  `,
})
export class List {
  private readonly _element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly _injector = inject(Injector);
  protected readonly formats = inject(Formats);

  readonly listing = input.required<Listing<unknown>>();

  /** What the button for more is called, if there are several on the page. */
  readonly moreLabel = input<string>();

  protected async more(): Promise<void> {
    await this.listing().more();

    // The button that had the focus is gone.
    if (!this.listing().hasMore()) afterNextRender({ read: () => this.focus() }, { injector: this._injector });
  }

  private focus(): void {
    this._element.nativeElement.querySelector<HTMLElement>("p[role=status]")?.focus();
  }
}
