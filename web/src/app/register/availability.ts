import { DestroyRef, inject, Injectable, type Signal, signal } from "@angular/core";
import type { FormControl } from "@angular/forms";
import { catchError, debounceTime, distinctUntilChanged, from, map, of, switchMap } from "rxjs";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Api } from "../api/api";
import { answerOf } from "../api/answer";

export type Availability = "available" | "taken" | null;

const PAUSE_MS = 400;

// Nothing shorter is accepted, so there is nothing to ask.
const SHORTEST = 6;

/** Tells while somebody types whether a name is available. It says nothing if the service does not answer. */
@Injectable({ providedIn: "root" })
export class Availabilities {
  private readonly _api = inject(Api);

  of(kind: "username" | "nickname", control: FormControl<string>, destroyRef: DestroyRef): Signal<Availability> {
    const state = signal<Availability>(null);
    control.valueChanges
      .pipe(
        map((value) => value.trim()),
        distinctUntilChanged(),
        map((value) => {
          state.set(null);
          return value;
        }),
        debounceTime(PAUSE_MS),
        switchMap((value) => (value.length < SHORTEST ? of(null) : from(this.ask(kind, value)))),
        catchError(() => of(null)),
        takeUntilDestroyed(destroyRef),
      )
      .subscribe((value) => state.set(value));
    return state.asReadonly();
  }

  private async ask(kind: "username" | "nickname", value: string): Promise<Availability> {
    const answer = await answerOf(this._api.open.GET("/api/availability", { params: { query: { [kind]: value } } }));
    const isAvailable = answer.kind === "done" ? answer.data[kind] : undefined;
    return isAvailable === undefined ? null : isAvailable ? "available" : "taken";
  }
}
