import { ChangeDetectionStrategy, Component } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";

/** For an address that has no page. The service sends it with status 404. */
@Component({
  selector: "app-not-found",
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("notFound.heading") }}</h1>
      <p>{{ t("notFound.text") }}</p>
      <p class="actions">
        <a matButton="filled" routerLink="/">{{ t("notFound.home") }}</a>
      </p>
    </section>
  `,
})
export default class NotFound {}
