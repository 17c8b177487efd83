import { effect, inject } from "@angular/core";
import { Router } from "@angular/router";
import { Session } from "./session";

/** While the page is open: leads to the sign-in page when the session ends, and back afterwards. */
export function leaveWhenSignedOut(unless: () => boolean = () => false): void {
  const router = inject(Router);
  const session = inject(Session);
  effect(() => {
    if (unless() || session.isActive()) return;
    if (session.isSignedIn()) void router.navigateByUrl("/check-mail");
    else void router.navigate(["/sign-in"], { queryParams: { next: router.url } });
  });
}
