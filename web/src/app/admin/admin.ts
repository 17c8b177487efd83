import { ChangeDetectionStrategy, Component, inject, signal, ViewEncapsulation } from "@angular/core";
import { RouterLink, RouterLinkActive, RouterOutlet } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { Api } from "../api/api";
import { ErrorTexts } from "../form/error-texts";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { Submission } from "../form/submission";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { MyAccount } from "../session/my-account";
import { OperatorErrorTexts } from "./act/operator-error-texts";

/** The frame around the operators' pages. It looks first whether the visitor is an administrator. */
@Component({
  selector: "app-admin",
  imports: [Loading, RouterLink, RouterLinkActive, RouterOutlet, TranslocoDirective],
  providers: [FormErrors, MyAccount, Submission, { provide: ErrorTexts, useClass: OperatorErrorTexts }],
  changeDetection: ChangeDetectionStrategy.OnPush,
  encapsulation: ViewEncapsulation.None, // its styles are those of all pages of this part
  templateUrl: "./admin.html",
  styleUrl: "./admin.scss",
})
export default class Admin {
  protected readonly account = inject(MyAccount);
  protected readonly isRefused = signal(false);
  protected readonly pages = [
    { path: "/admin", key: "dashboard" },
    { path: "/admin/codes", key: "codes" },
    { path: "/admin/people", key: "people" },
    { path: "/admin/tree", key: "tree" },
    { path: "/admin/quarantine", key: "quarantine" },
    { path: "/admin/audit", key: "audit" },
    { path: "/admin/webhooks", key: "webhooks" },
    { path: "/admin/jobs", key: "jobs" },
    { path: "/admin/api-keys", key: "apiKeys" },
  ];

  constructor() {
    leaveWhenSignedOut();
    void this.load(inject(Api));
  }

  private async load(api: Api): Promise<void> {
    await this.account.load();
    if (this.account.me()?.role !== "user") return;

    // The service may remember the account as it was before it became an administrator's. This request makes it look.
    await api.signedIn.GET("/api/admin/jobs", { params: { query: { limit: 1 } } }).catch(() => undefined);
    await this.account.load();
    this.isRefused.set(this.account.me()?.role === "user");
  }
}
