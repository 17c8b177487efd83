import { Routes } from "@angular/router";
import { unreachable } from "./shell/unreachable";
import { signedInOnly } from "./session/signed-in-only";

/** The pages. WebApi/Web/WebPages.cs has the same paths: the service answers them with index.html. */
export const routes: Routes = [
  unreachable,
  { path: "", pathMatch: "full", title: "home.title", loadComponent: () => import("./home/home") },
  { path: "register", title: "register.title", loadComponent: () => import("./register/register") },
  {
    path: "check-mail",
    title: "checkMail.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./check-mail/check-mail"),
  },
  { path: "activate", title: "activate.title", loadComponent: () => import("./activate/activate") },
  { path: "not-me", title: "notMe.title", loadComponent: () => import("./not-me/not-me") },
  { path: "reset", title: "reset.title", loadComponent: () => import("./reset/reset") },
  { path: "sign-in", title: "signIn.title", loadComponent: () => import("./sign-in/sign-in") },
  { path: "forgot", title: "forgot.title", loadComponent: () => import("./forgot/forgot") },
  {
    path: "profile",
    title: "profile.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./profile/profile"),
  },
  {
    path: "devices",
    title: "devices.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./devices/devices"),
  },
  {
    path: "password",
    title: "password.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./password/password"),
  },
  {
    path: "delete-account",
    title: "deleteAccount.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./delete-account/delete-account"),
  },
  {
    path: "invite",
    title: "invite.title",
    canActivate: [signedInOnly],
    loadComponent: () => import("./invite/invite"),
  },
  { path: "admin", canActivate: [signedInOnly], loadChildren: () => import("./admin/admin.routes") },
  { path: "**", title: "notFound.title", loadComponent: () => import("./not-found/not-found") },
];
