import { ChangeDetectionStrategy, Component, DestroyRef, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { type NavigationError, RedirectCommand, type Route, Router } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../api/answer";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";

// A page whose files are still missing right after a reload is not reloaded again before this time has passed.
const PAUSE_MS = 20_000;

/**
 * In place of a page whose file could not be loaded, at the address of that page. Loads it when the service can be
 * reached again. A file may also be gone because there is a newer version; then the reload brings that version.
 */
@Component({
  selector: "app-unreachable",
  imports: [MatButtonModule, TranslocoDirective, Waiting],
  providers: [Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <section class="page" *transloco="let t">
      <h1 tabindex="-1">{{ t("unreachable.heading") }}</h1>
      <p role="status">
        @if (isIncomplete()) {
          {{ t("unreachable.incomplete") }}
        }
      </p>
      <app-waiting [isLoading]="true" />
      @if (submission.wait() === null) {
        <div class="actions">
          <button matButton="filled" type="button" (click)="load()">{{ t("app.again") }}</button>
        </div>
      }
    </section>
  `,
})
class Unreachable {
  protected readonly submission = inject(Submission);

  /** The service can be reached, but a file is missing: a new version is being installed. */
  protected readonly isIncomplete = signal(false);

  constructor() {
    void this.begin(inject(DestroyRef));
  }

  protected async load(): Promise<void> {
    if (await this.isReachable()) location.reload();
  }

  private async begin(destroyRef: DestroyRef): Promise<void> {
    if (!(await this.isReachable()) || destroyRef.destroyed) return;
    if (!wasJustReloaded()) {
      location.reload();
      return;
    }

    this.isIncomplete.set(true);
    const timer = setTimeout(() => void this.load(), PAUSE_MS);
    destroyRef.onDestroy(() => clearTimeout(timer));
  }

  private async isReachable(): Promise<boolean> {
    const look = (): Promise<Response> => fetch(document.baseURI, { method: "HEAD" });
    const answer = await this.submission.send(() => answerOf(look().then((response) => ({ response }))));
    return answer?.kind === "done";
  }
}

let failedAt: string | undefined;

/** Takes the place of the page at the address that could not be loaded last. */
export const unreachable: Route = {
  path: "**",
  title: "unreachable.title",
  component: Unreachable,
  canMatch: [() => inject(Router).currentNavigation()?.extractedUrl.toString() === failedAt],
};

// Angular's NG04002: no route matches.
const NO_MATCH = 4002;

/** Handles a failed navigation: shows the page above at the address that the visitor wanted. */
export function showUnreachable(error: NavigationError): RedirectCommand {
  console.error(error.error);
  const router = inject(Router);

  // An address that no page can have, such as /(a:b), is not unreachable: it would fail for ever.
  if ((error.error as { code?: number }).code === NO_MATCH) {
    return new RedirectCommand(router.parseUrl("/not-found"), { skipLocationChange: true });
  }
  failedAt = error.url;
  return new RedirectCommand(router.parseUrl(error.url));
}

function wasJustReloaded(): boolean {
  const [navigation] = performance.getEntriesByType("navigation") as PerformanceNavigationTiming[];
  return navigation?.type === "reload" && performance.now() < PAUSE_MS;
}
