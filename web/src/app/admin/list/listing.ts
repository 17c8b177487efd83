import { computed, inject, signal } from "@angular/core";
import type { Answer } from "../../api/answer";
import { FormErrors } from "../../form/form-errors";
import { Submission } from "../../form/submission";

interface Page<T> {
  readonly items: readonly T[];
  readonly next_cursor: string | null;
}

/**
 * Reads one page of a list: the first one without a cursor. By its type, the answer of a route that also gives CSV may
 * be a text.
 */
type Read<T> = (cursor: string | undefined) => Promise<Answer<Page<T> | string>>;

/** A list that is read page by page. The component provides `FormErrors` and `Submission`. */
export class Listing<T> {
  private readonly _pages = signal<readonly Page<T>[] | null>(null);
  private _lastRead: Promise<void> = Promise.resolve();
  readonly errors = inject(FormErrors);
  readonly submission = inject(Submission);

  /** Null until the first page is there. */
  readonly items = computed(() => this._pages()?.flatMap(({ items }) => items) ?? null);
  readonly hasMore = computed(() => (this._pages()?.at(-1)?.next_cursor ?? null) !== null);

  /** How many came with the last page that was asked for; null before that. */
  readonly added = signal<number | null>(null);

  constructor(private readonly _read: Read<T>) {}

  /** Reads the first page, of the filter as it is now. */
  load(): Promise<void> {
    this.submission.stop();
    this.added.set(null);
    return this.inTurn(() => this.append([]));
  }

  /** Reads the next page. */
  async more(): Promise<void> {
    const before = this.items()?.length ?? 0;
    await this.inTurn(() => this.append(this._pages() ?? []));
    this.added.set((this.items()?.length ?? 0) - before);
  }

  /** Reads the pages that are shown anew, such as every few seconds. A failure is made good by the next one. */
  refresh(): Promise<void> {
    return this.inTurn(async () => {
      const before = this._pages();
      if (before === null) return;
      const pages: Page<T>[] = [];
      do {
        const answer = await this._read(pages.at(-1)?.next_cursor ?? undefined);
        if (answer.kind !== "done") return;
        pages.push(answer.data as Page<T>);
      } while (pages.length < before.length && pages.at(-1)?.next_cursor);
      this._pages.set(pages);
    });
  }

  /** Changes the rows that are shown, such as after an act. */
  update(change: (item: T) => T): void {
    this._pages.update((pages) => pages?.map((page) => ({ ...page, items: page.items.map(change) })) ?? null);
  }

  // One after another: an answer to an older filter never replaces a newer one.
  private inTurn(read: () => Promise<void>): Promise<void> {
    return (this._lastRead = this._lastRead.then(read));
  }

  private async append(pages: readonly Page<T>[]): Promise<void> {
    const cursor = pages.at(-1)?.next_cursor ?? undefined;
    const answer = await this.submission.send(() => this._read(cursor));
    if (answer === null) return;
    this.errors.show(answer, {});
    if (answer.kind === "done") this._pages.set([...pages, answer.data as Page<T>]);
  }
}
