import { inject } from "@angular/core";
import { CanActivateFn, Router } from "@angular/router";
import { Session } from "./session";

/** Leads to the sign-in page, and back afterwards, unless somebody is signed in. */
export const signedInOnly: CanActivateFn = async (_, state) => {
  const session = inject(Session);
  const router = inject(Router);
  await session.start();
  return session.isSignedIn() || router.createUrlTree(["/sign-in"], { queryParams: { next: state.url } });
};
