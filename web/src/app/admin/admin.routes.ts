import { inject } from "@angular/core";
import type { Routes } from "@angular/router";
import { Language } from "../language/language";
import Admin from "./admin";
import { adminTexts } from "./texts";

/** The pages of the operators. WebApi/Web/WebPages.cs has the same paths. What a page shows is in its query. */
const routes: Routes = [
  {
    path: "",
    component: Admin,
    canActivate: [
      () =>
        inject(Language)
          .add(adminTexts)
          .then(() => true),
    ],
    children: [
      { path: "", title: "admin.dashboard.title", loadComponent: () => import("./dashboard/dashboard") },
      { path: "codes", title: "admin.codes.title", loadComponent: () => import("./codes/codes") },
      { path: "code", title: "admin.code.title", loadComponent: () => import("./codes/code") },
      { path: "new-code", title: "admin.newCode.title", loadComponent: () => import("./codes/new-code") },
      { path: "new-batch", title: "admin.newBatch.title", loadComponent: () => import("./codes/new-batch") },
      { path: "people", title: "admin.people.title", loadComponent: () => import("./people/people") },
      { path: "person", title: "admin.person.title", loadComponent: () => import("./people/person") },
      { path: "tree", title: "admin.tree.title", loadComponent: () => import("./tree/tree") },
      { path: "quarantine", title: "admin.quarantine.title", loadComponent: () => import("./tree/quarantine") },
      { path: "audit", title: "admin.audit.title", loadComponent: () => import("./audit/audit") },
      { path: "webhooks", title: "admin.webhooks.title", loadComponent: () => import("./webhooks/webhooks") },
      { path: "webhook", title: "admin.webhook.title", loadComponent: () => import("./webhooks/webhook") },
      { path: "jobs", title: "admin.jobs.title", loadComponent: () => import("./jobs/jobs") },
      { path: "job", title: "admin.job.title", loadComponent: () => import("./jobs/job") },
      { path: "api-keys", title: "admin.apiKeys.title", loadComponent: () => import("./api-keys/api-keys") },
    ],
  },
];

export default routes;
