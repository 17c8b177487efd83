import {
  afterNextRender,
  ChangeDetectionStrategy,
  Component,
  ElementRef,
  inject,
  signal,
  viewChild,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { NavigationEnd, Router, RouterLink, RouterLinkActive, RouterOutlet } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { distinctUntilChanged, filter, map, skip } from "rxjs";
import { Language } from "./language/language";
import { LanguageSwitch } from "./language/language-switch";
import { Connection } from "./shell/connection";
import { Session } from "./session/session";
import { catchLostFocus } from "./shell/lost-focus";

/** The frame around every page: its name, who is signed in, the language. */
@Component({
  selector: "app-root",
  imports: [Connection, LanguageSwitch, RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./app.html",
})
export class App {
  protected readonly session = inject(Session);
  protected readonly isReady = signal(false);
  private readonly _main = viewChild.required<ElementRef<HTMLElement>>("main");

  constructor() {
    // Without texts there is no page: index.html has a notice for that.
    inject(Language)
      .start()
      .then(
        () => this.isReady.set(true),
        () => dispatchEvent(new Event("loadfailure")),
      );
    void this.session.start();

    afterNextRender(() => catchLostFocus(this._main().nativeElement));

    // A screen reader begins to read at the heading of the new page. A filter of a list makes no new page.
    inject(Router)
      .events.pipe(
        filter((event) => event instanceof NavigationEnd),
        map(({ urlAfterRedirects }) => urlAfterRedirects.split("?")[0]),
        distinctUntilChanged(),
        skip(1),
        takeUntilDestroyed(),
      )
      .subscribe(() => setTimeout(() => this._main().nativeElement.querySelector("h1")?.focus()));
  }

  // The base of the page would make the link lead to another page.
  protected skip(event: Event): void {
    event.preventDefault();
    this._main().nativeElement.focus();
  }
}
