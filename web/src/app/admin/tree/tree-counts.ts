import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import type { components } from "../../api/schema";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { nameOf } from "../people/name-of";

/** How many accounts are below one, as a link to the tree that begins there if there are any. */
@Component({
  selector: "app-tree-counts",
  imports: [RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      @if (hasWayUp() || person().invited > 0) {
        <a
          routerLink="/admin/tree"
          [queryParams]="{ id: person().id }"
          [attr.aria-label]="t('admin.tree.countsOf', counts())"
          >{{ t("admin.tree.counts", counts()) }}</a
        >
      } @else {
        {{ t("admin.tree.counts", counts()) }}
      }
    </ng-container>
  `,
})
export class TreeCounts {
  private readonly _formats = inject(Formats);
  private readonly _language = inject(Language);

  readonly person = input.required<components["schemas"]["PersonResponse"]>();

  /** Whether the tree is of use without anybody below, because it also shows the way up. */
  readonly hasWayUp = input(false);

  protected readonly counts = computed(() => {
    const { invited, subtree } = this.person();
    const name = nameOf(this.person(), this._language);
    return { name, invited: this._formats.count(invited), subtree: this._formats.count(subtree) };
  });
}
