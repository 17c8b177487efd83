import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { Session } from "../session/session";

/** Shown while the service does not tell at the start whether somebody is signed in. */
@Component({
  selector: "app-resuming",
  imports: [TranslocoDirective, Waiting],
  providers: [{ provide: Submission, useFactory: () => inject(Session).resumption }],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("app.loading") }}</h1>
      <app-waiting [isLoading]="true" />
    </section>
  `,
})
export class Resuming {}
