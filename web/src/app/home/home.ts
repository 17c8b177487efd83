import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { Session } from "../session/session";

/** The first page: where to go. */
@Component({
  selector: "app-home",
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("home.heading") }}</h1>
      <p>{{ t("home.text") }}</p>
      <p class="actions">
        @if (session.isSignedIn()) {
          <a matButton="filled" [routerLink]="session.isActive() ? '/profile' : '/check-mail'">
            {{ t("home.continue") }}
          </a>
        } @else {
          <a matButton="filled" routerLink="/register">{{ t("register.link") }}</a>
          <a matButton="outlined" routerLink="/sign-in">{{ t("signIn.link") }}</a>
        }
      </p>
    </section>
  `,
})
export default class Home {
  protected readonly session = inject(Session);
}
