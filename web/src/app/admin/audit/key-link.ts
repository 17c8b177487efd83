import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { MyAccount } from "../../session/my-account";
import { placeOf, split } from "./act-data";

/** A subject or an actor of the audit log, which has no names. It leads to its page if it has one. */
@Component({
  selector: "app-key-link",
  imports: [RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      {{ kind() }}
      @if (place(); as place) {
        <a [routerLink]="place.path" [queryParams]="place.query">
          <bdi>{{ isMe() ? t("admin.audit.you") : name() }}</bdi>
        </a>
      } @else {
        <bdi>{{ name() }}</bdi>
      }
    </ng-container>
  `,
})
export class KeyLink {
  private readonly _account = inject(MyAccount, { optional: true });
  private readonly _parts = computed(() => split(this.of()));

  readonly of = input.required<string>();
  protected readonly place = computed(() => placeOf(this.of()));
  protected readonly kind = computed(() => this._parts()[0]);
  protected readonly name = computed(() => this._parts()[1]);
  protected readonly isMe = computed(() => this.name() === this._account?.me()?.id);
}
