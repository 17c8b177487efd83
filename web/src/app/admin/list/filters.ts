import { inject, type Signal } from "@angular/core";
import { toSignal } from "@angular/core/rxjs-interop";
import { FormControl, FormGroup } from "@angular/forms";
import { ActivatedRoute, Router } from "@angular/router";
import { map } from "rxjs";

/** The filters of a list, as they stand in the address: a reload, a link and the way back keep them. */
export class Filters<K extends string> {
  private readonly _route = inject(ActivatedRoute);
  private readonly _router = inject(Router);
  readonly form: FormGroup<Record<K, FormControl<string>>>;

  /** The filters that are applied, without empty ones. */
  readonly values: Signal<Partial<Record<K, string>>>;

  constructor(private readonly _names: readonly K[]) {
    const controls = Object.fromEntries(_names.map((name) => [name, new FormControl("", { nonNullable: true })]));
    this.form = new FormGroup(controls as Record<K, FormControl<string>>);
    this.values = toSignal(this._route.queryParamMap.pipe(map((params) => this.take((name) => params.get(name)))), {
      requireSync: true,
    });
  }

  /** Puts what was entered into the address. */
  apply(): Promise<boolean> {
    const entered = this.form.getRawValue() as Record<K, string>;
    const queryParams = Object.fromEntries(this._names.map((name) => [name, entered[name].trim() || null]));
    return this._router.navigate([], { relativeTo: this._route, queryParams, queryParamsHandling: "merge" });
  }

  clear(): Promise<boolean> {
    this.form.reset();
    return this.apply();
  }

  private take(read: (name: K) => string | null): Partial<Record<K, string>> {
    const found = this._names.map((name) => [name, read(name) ?? ""] as const);
    this.form.setValue(Object.fromEntries(found) as never);
    return Object.fromEntries(found.filter(([, value]) => value !== "")) as Partial<Record<K, string>>;
  }
}

/** The moment of a field for date and time, as the API wants it. */
export function instantOf(local: string | undefined): string | undefined {
  const time = new Date(local ?? "");
  return Number.isNaN(time.getTime()) ? undefined : time.toISOString();
}
