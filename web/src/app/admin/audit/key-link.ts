import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { Language } from "../../language/language";
import { MyAccount } from "../../session/my-account";
import { placeOf, split } from "./act-data";

/** A subject or an actor of the audit log, which has no names. It leads to its page if it has one. */
@Component({
  selector: "app-key-link",
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    {{ kind() }}
    @if (place(); as place) {
      <a [routerLink]="place.path" [queryParams]="place.query">
        <bdi>{{ name() }}</bdi>
      </a>
    } @else {
      <bdi>{{ name() }}</bdi>
    }
  `,
})
export class KeyLink {
  private readonly _account = inject(MyAccount, { optional: true });
  private readonly _language = inject(Language);
  private readonly _parts = computed(() => split(this.of()));
  private readonly _isMe = computed(() => this._parts()[1] === this._account?.me()?.id);

  // Some keys have words as a whole: there is only one such thing, or it is the reader.
  private readonly _whole = computed(() => {
    const isAccount = ["admin", "user"].includes(this._parts()[0]);
    return this._language.find(isAccount && this._isMe() ? "admin.audit.you" : `admin.audit.keys.${this.of()}`);
  });

  readonly of = input.required<string>();
  protected readonly place = computed(() => placeOf(this.of()));

  /** The kind in words. A newer service may have kinds that have no words here. */
  protected readonly kind = computed(() => {
    const [kind] = this._parts();
    return this._whole() === undefined ? (this._language.find(`admin.audit.keys.${kind}`) ?? kind) : "";
  });

  protected readonly name = computed(() => this._whole() ?? this._parts()[1]);
}
