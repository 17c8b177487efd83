import { ChangeDetectionStrategy, Component, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { Language } from "../../language/language";
import { type Named, nameOf } from "./name-of";

/** The names of a person, as a link to the account. */
@Component({
  selector: "app-person-name",
  imports: [RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <a routerLink="/admin/person" [queryParams]="{ id: person().id }">
      <bdi>{{ nameOf(person(), language) }}</bdi>
    </a>
    @if (person().username; as name) {
      <bdi class="second">{{ name }}</bdi>
    }
  `,
})
export class PersonName {
  protected readonly language = inject(Language);
  protected readonly nameOf = nameOf;
  readonly person = input.required<Named & { readonly username: string | null }>();
}
