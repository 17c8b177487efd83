import { ChangeDetectionStrategy, Component, forwardRef, inject, input, type OnInit, signal } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";
import { Language } from "../../language/language";
import { given } from "../list/given";
import { List } from "../list/list";
import { Listing } from "../list/listing";
import { nameOf } from "../people/name-of";
import { PersonName } from "../people/person-name";
import { PersonState } from "../people/person-state";
import { TreeCounts } from "./tree-counts";

type Person = components["schemas"]["PersonResponse"];

/** The accounts below an account, the first ones first. Each one with accounts below can be opened in turn. */
@Component({
  selector: "app-branch",
  imports: [forwardRef(() => Branch), List, PersonName, PersonState, TranslocoDirective, TreeCounts],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <app-list [listing]="listing" [moreLabel]="t('admin.tree.more', { name: name() })" *transloco="let t">
      <ul>
        @for (person of listing.items(); track person.id) {
          <li>
            <div class="node" [class.leaf]="person.invited === 0">
              @if (person.invited > 0) {
                <button
                  type="button"
                  class="toggle"
                  [attr.aria-expanded]="isOpen(person)"
                  [attr.aria-label]="t('admin.tree.invitees', { name: nameOf(person, language) })"
                  (click)="toggle(person)"
                >
                  <span aria-hidden="true">{{ isOpen(person) ? "−" : "+" }}</span>
                </button>
              }
              <div class="person">
                <app-person-name [person]="person" />
                <app-person-state [person]="person" />
                <app-tree-counts [person]="person" />
              </div>
            </div>
            @if (isOpen(person)) {
              <app-branch [of]="person.id" [name]="nameOf(person, language)" />
            }
          </li>
        }
      </ul>
    </app-list>
  `,
  styles: `
    ul {
      margin: 0;
      padding: 0;
      list-style: none;
    }

    // A deep tree must stay in a narrow window.
    app-branch {
      display: block;
      margin-inline-start: min(1rem, 2vw);
      padding-inline-start: min(0.75rem, 2vw);
      border-inline-start: 1px solid var(--mat-sys-outline-variant);
    }

    .node {
      display: flex;
      align-items: baseline;
      gap: 1rem;
      min-height: 2.5rem;
      padding-block: 0.25rem;
    }

    // Lines that follow stand beside the button, and not below it.
    .person {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 1rem;
    }

    .leaf {
      padding-inline-start: 2.75rem; // the width of a button and a gap
    }

    .toggle {
      flex: none;
      width: 1.75rem;
      height: 1.75rem;
      border: 1px solid var(--mat-sys-outline);
      border-radius: 0.25rem;
      background: none;
      color: inherit;
      font: inherit;
      cursor: pointer;
    }
  `,
})
export class Branch implements OnInit {
  private readonly _api = inject(Api);
  protected readonly language = inject(Language);
  protected readonly nameOf = nameOf;
  private readonly _open = signal<ReadonlySet<string>>(new Set());

  /** The id of the account above. */
  readonly of = input.required<string>();

  /** The name of the account above. */
  readonly name = input.required<string>();

  protected readonly listing = new Listing<Person>((cursor) => {
    const query = given({ inviter: this.of(), order: "oldest", cursor });
    return answerOf(this._api.signedIn.GET("/api/admin/people", { params: { query } }));
  });

  ngOnInit(): void {
    void this.listing.load();
  }

  protected isOpen(person: Person): boolean {
    return this._open().has(person.id);
  }

  protected toggle({ id }: Person): void {
    this._open.update((open) => {
      const others = [...open].filter((other) => other !== id);
      return new Set(open.has(id) ? others : [...others, id]);
    });
  }
}
