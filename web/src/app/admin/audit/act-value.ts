import { ChangeDetectionStrategy, Component, computed, inject, input } from "@angular/core";
import { RouterLink } from "@angular/router";
import { jobNames } from "../jobs/job-names";
import { Language } from "../../language/language";
import { Moment } from "../list/moment";

const ACCOUNTS = ["root", "from", "under"];
const TIMES = ["expires_at", "since"];

/** A value of an act or of a job: a local time, a link to an account, or words. */
@Component({
  selector: "app-act-value",
  imports: [Moment, RouterLink],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    @if (time(); as time) {
      <app-moment [at]="time" />
    } @else if (isAccount()) {
      <a routerLink="/admin/person" [queryParams]="{ id: value() }"
        ><bdi>{{ value() }}</bdi></a
      >
    } @else {
      <bdi>{{ words() }}</bdi>
    }
  `,
})
export class ActValue {
  private readonly _job = jobNames();
  private readonly _language = inject(Language);

  readonly name = input.required<string>();
  readonly value = input.required<string>();

  protected readonly isAccount = computed(() => ACCOUNTS.includes(this.name()));

  // Not every browser reads a time with a space in it.
  protected readonly time = computed(() => {
    const time = TIMES.includes(this.name()) ? new Date(this.value().replace(" ", "T")) : null;
    return time === null || Number.isNaN(time.getTime()) ? null : time.toISOString();
  });

  // A newer service may have values that have no words here.
  protected readonly words = computed(() =>
    this.name() === "kind"
      ? this._job(this.value())
      : (this._language.find(`admin.audit.words.${this.name()}.${this.value()}`) ?? this.value()),
  );
}
