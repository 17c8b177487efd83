import { DestroyRef, inject, Injectable, type Signal, signal } from "@angular/core";
import type { FormControl } from "@angular/forms";
import { catchError, debounceTime, distinctUntilChanged, filter, map, merge, of, switchMap, tap } from "rxjs";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Api } from "../api/api";
import { answerOf, type FormError } from "../api/answer";

export interface Availability {
  readonly isAvailable: boolean;

  /** Available names in place of one that is taken. */
  readonly suggestions: readonly string[];
}

export type NameKind = "username" | "nickname";

const PAUSE_MS = 400;

// Nothing shorter is accepted, so there is nothing to ask.
const SHORTEST = 6;

/** Tells whether a name is available. It says nothing if the service does not answer. */
@Injectable({ providedIn: "root" })
export class Availabilities {
  private readonly _api = inject(Api);

  /** Asks while somebody types, and when the sign-up was refused because of the name. */
  of(kind: NameKind, control: FormControl<string>, destroyRef: DestroyRef): Signal<Availability | null> {
    const state = signal<Availability | null>(null);
    const typed = control.valueChanges.pipe(
      map((value) => value.trim()),
      distinctUntilChanged(),
      tap(() => state.set(null)),
      debounceTime(PAUSE_MS),
    );
    const refused = control.statusChanges.pipe(
      filter(() => (control.getError("problem") as FormError | undefined)?.code === "taken"),
      tap(() => state.set(null)),
      map(() => control.value.trim()),
    );
    merge(typed, refused)
      .pipe(
        switchMap((value) => (value.length < SHORTEST ? of(null) : this.ask(kind, value))),
        catchError(() => of(null)),
        takeUntilDestroyed(destroyRef),
      )
      .subscribe((value) => state.set(value));
    return state.asReadonly();
  }

  private async ask(kind: NameKind, value: string): Promise<Availability | null> {
    const answer = await answerOf(this._api.open.GET("/api/availability", { params: { query: { [kind]: value } } }));
    const isAvailable = answer.kind === "done" ? answer.data[kind] : undefined;
    if (answer.kind !== "done" || isAvailable === undefined) return null;
    return { isAvailable, suggestions: answer.data[`${kind}_suggestions`] ?? [] };
  }
}
