import { ChangeDetectionStrategy, Component, computed, DestroyRef, inject, signal } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../api/answer";
import { Api } from "../api/api";
import type { components } from "../api/schema";
import { ErrorSummary } from "../form/error-summary";
import { FormErrors } from "../form/form-errors";
import { Loading } from "../form/loading";
import { Submission } from "../form/submission";
import { Waiting } from "../form/waiting";
import { Language } from "../language/language";
import { leaveWhenSignedOut } from "../session/leave-when-signed-out";
import { poll } from "../session/poll";
import { Session } from "../session/session";
import { focusMover } from "../shell/focus";
import { Device } from "./device";
import { deviceText } from "./device-name";

type Listed = components["schemas"]["SessionResponse"];

interface Message {
  readonly key: "signedOut" | "goneAlready" | "othersSignedOut";
  readonly name: string;
}

/** The devices that are signed in to the account, which can be signed out here. */
@Component({
  selector: "app-devices",
  imports: [Device, ErrorSummary, Loading, MatButtonModule, RouterLink, TranslocoDirective, Waiting],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./devices.html",
  styles: `
    .device {
      margin-block: 1rem;
      padding: 1rem;
      border-radius: 0.75rem;
      background: var(--mat-sys-surface-container);

      button {
        margin-block-start: 1rem;
      }
    }
  `,
})
export default class Devices {
  private readonly _api = inject(Api);
  private readonly _focus = focusMover();
  private readonly _language = inject(Language);
  private readonly _session = inject(Session);
  private readonly _found = signal<readonly Listed[] | null>(null);

  // An answer that was under way when a device was signed out still has it.
  private readonly _ended = signal<ReadonlySet<string>>(new Set());

  protected readonly errors = inject(FormErrors);
  protected readonly submission = inject(Submission);
  protected readonly message = signal<Message | null>(null);
  protected readonly devices = computed(() => this._found()?.filter(({ id }) => !this._ended().has(id)));
  protected readonly current = computed(() => this.devices()?.find(({ current }) => current));
  protected readonly others = computed(() => this.devices()?.filter(({ current }) => !current) ?? []);

  constructor() {
    leaveWhenSignedOut();
    poll(() => this.look(), inject(DestroyRef));
  }

  protected name(device: Listed): string {
    return deviceText(device.user_agent, this._language);
  }

  protected async look(): Promise<void> {
    const read = () => answerOf(this._api.signedIn.GET("/api/sessions"));
    const isFirst = this._found() === null;
    const answer = isFirst ? await this.submission.send(read) : await read();
    if (answer === null || !this._session.isActive()) return;
    if (isFirst) this.errors.show(answer, {});
    if (answer.kind !== "done") return;
    this._found.set(answer.data.sessions);

    // Signed out on another device: the access token still works for a while, the cookie does not.
    if (!answer.data.sessions.some(({ current }) => current)) await this._session.refresh();
  }

  protected async signOut(device: Listed): Promise<void> {
    const params = { path: { id: device.id } };
    const answer = await this.submission.send(() =>
      answerOf(this._api.signedIn.DELETE("/api/sessions/{id}", { params })),
    );
    const isGone = answer?.kind === "refused" && answer.status === 404;
    this.tell(isGone ? { kind: "done", data: undefined } : answer, [device], {
      key: isGone ? "goneAlready" : "signedOut",
      name: this.name(device),
    });
  }

  protected async signOutOthers(): Promise<void> {
    const others = this.others();
    const answer = await this.submission.send(() => answerOf(this._api.signedIn.DELETE("/api/sessions")));
    this.tell(answer, others, { key: "othersSignedOut", name: "" });
  }

  protected signOutHere(): Promise<void> {
    return this._session.signOut();
  }

  private tell(answer: Answer<unknown> | null, devices: readonly Listed[], message: Message): void {
    if (answer === null) return;
    this.errors.show(answer, {});
    if (answer.kind !== "done") return;
    this._ended.update((ended) => new Set([...ended, ...devices.map(({ id }) => id)]));
    this.message.set(message);
    this._focus("#other-devices");
  }
}
