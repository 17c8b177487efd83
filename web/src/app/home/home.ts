import { ChangeDetectionStrategy, Component, inject } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { Session } from "../session/session";

/** The first page: what this is, and where to go. */
@Component({
  selector: "app-home",
  imports: [MatButtonModule, RouterLink, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./home.html",
  styles: `
    ol {
      display: grid;
      gap: 1rem;
      margin-block: 2rem;
      padding: 0;
      list-style: none;
      counter-reset: step;
    }

    li {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr);
      gap: 1rem;
      align-items: center;
      counter-increment: step;
    }

    li::before {
      content: counter(step) / "";
      width: 2.5rem;
      line-height: 2.5rem;
      border-radius: 50%;
      text-align: center;
      background: var(--mat-sys-secondary-container);
      color: var(--mat-sys-on-secondary-container);
    }
  `,
})
export default class Home {
  protected readonly session = inject(Session);
}
