import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  ElementRef,
  inject,
  Injector,
  input,
  signal,
  untracked,
} from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { Formats } from "../language/formats";

type Page = components["schemas"]["InviteesResponse"];
type Invitee = components["schemas"]["InviteeResponse"];

/** Who has signed up with the account's codes, oldest first, a page at a time. */
@Component({
  selector: "app-invitees",
  imports: [ErrorSummary, MatButtonModule, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./invitees.html",
  styles: `
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }

    li {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 1rem;
      align-items: baseline;
      padding-block: 0.75rem;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }

    .name {
      flex: 1 1 12rem;
      min-width: 0;
    }

    .rest {
      display: flex;
      flex-wrap: wrap;
      gap: 0.25rem 1rem;
      align-items: baseline;
      font: var(--mat-sys-body-small);
      color: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Invitees {
  private readonly _api = inject(Api);
  private readonly _element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly _injector = inject(Injector);
  private readonly _pages = signal<readonly Page[] | null>(null);
  private _lastRead: Promise<void> = Promise.resolve();
  protected readonly errors = inject(FormErrors);
  protected readonly formats = inject(Formats);
  protected readonly submission = inject(Submission);
  protected readonly invitees = computed(() => this._pages()?.flatMap(({ items }) => items) ?? null);
  protected readonly hasMore = computed(() => (this._pages()?.at(-1)?.next_cursor ?? null) !== null);

  /** How many came with the last page that was asked for. */
  protected readonly added = signal(0);

  /** The counts. When one changes, the list has changed. */
  readonly registered = input.required<number>();
  readonly activated = input.required<number>();

  constructor() {
    effect(() => {
      this.registered();
      this.activated();
      untracked(() => void this.inTurn(() => this.read(0, Math.max(1, this._pages()?.length ?? 0))));
    });
  }

  protected state({ nickname, is_active }: Invitee): string {
    if (is_active) return "activated";
    return nickname === null ? "never" : "pending";
  }

  protected async more(): Promise<void> {
    const before = this.invitees()?.length ?? 0;
    const count = this._pages()?.length ?? 0;
    await this.inTurn(() => this.read(count, count + 1));
    this.added.set((this.invitees()?.length ?? 0) - before);
    if (!this.hasMore()) afterNextRender({ read: () => this.focus(before) }, { injector: this._injector });
  }

  // The button that had the focus is gone.
  private focus(index: number): void {
    const rows = this._element.nativeElement.querySelectorAll("li");
    (rows[index] ?? rows[rows.length - 1])?.focus();
  }

  // One after another, so that no change is missed while a page is on its way.
  private inTurn(read: () => Promise<void>): Promise<void> {
    return (this._lastRead = this._lastRead.then(read));
  }

  // Reads some pages anew. Their cursors follow from the page before: a late sign-up with an old code moves them.
  private async read(from: number, to: number): Promise<void> {
    const pages = this._pages()?.slice(0, from) ?? [];
    do {
      const cursor = pages.at(-1)?.next_cursor;
      const answer = await this.submission.send(() =>
        answerOf(this._api.signedIn.GET("/api/me/invitees", { params: { query: cursor ? { cursor } : {} } })),
      );
      if (answer === null) return;
      this.errors.show(answer, {});
      if (answer.kind !== "done") return;
      pages.push(answer.data);
    } while (pages.length < to && pages.at(-1)?.next_cursor);
    this._pages.set(pages);
  }
}
