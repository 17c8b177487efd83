import {
  ChangeDetectionStrategy,
  Component,
  computed,
  effect,
  inject,
  input,
  signal,
  untracked,
  viewChild,
} from "@angular/core";
import { FormControl, FormGroup } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { type Answer, answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Formats } from "../../language/formats";
import { Language } from "../../language/language";
import { MyAccount } from "../../session/my-account";
import { focusMover } from "../../shell/focus";
import { ActDialog, type Confirmation } from "../act/act-dialog";
import { repeatable } from "../act/repeatable";
import { Moment } from "../list/moment";
import { SelectField } from "../list/select-field";
import { Table } from "../list/table";
import { TreeCounts } from "../tree/tree-counts";
import { nameOf } from "./name-of";
import { type PersonAct, personActs } from "./person-acts";
import { PersonHistory } from "./person-history";
import { PersonName } from "./person-name";
import { PersonSessions } from "./person-sessions";
import { PersonState } from "./person-state";

type Schemas = components["schemas"];

/** What the page shows. The last two follow the account by a moment; an account that has ended has no quota. */
interface Found {
  readonly account: Schemas["PersonAccountResponse"];
  readonly quota: Schemas["QuotaResponse"] | null;
  readonly listed: Schemas["PersonResponse"] | null;
  readonly inviter: Schemas["PersonResponse"] | null;
}

const GROUPS = ["access", "rights", "place", "subtree", "forGood"] as const;

/** One person: the account and what belongs to it, and what an operator can do. */
@Component({
  selector: "app-admin-person",
  imports: [
    ActDialog,
    Loading,
    MatButtonModule,
    Moment,
    PersonHistory,
    PersonName,
    PersonSessions,
    PersonState,
    RouterLink,
    SelectField,
    Table,
    TextField,
    TranslocoDirective,
    TreeCounts,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./person.html",
})
export default class Person {
  private readonly _api = inject(Api);
  private readonly _errors = inject(FormErrors);
  private readonly _focus = focusMover();
  private _headers = repeatable();
  private readonly _me = inject(MyAccount, { optional: true });
  private readonly _router = inject(Router);
  private readonly _submission = inject(Submission);
  private readonly _dialog = viewChild<ActDialog<unknown>>(ActDialog);
  protected readonly formats = inject(Formats);
  protected readonly language = inject(Language);
  protected readonly found = signal<Found | null>(null);

  /** How often something was changed: the parts of the page then read anew. */
  protected readonly changes = signal(0);
  protected readonly message = signal("");

  /** The account, from the address. */
  readonly id = input.required<string>();

  /** The act that was chosen last. */
  protected readonly act = signal(personActs[0]);
  protected readonly form = new FormGroup({
    level: new FormControl("", { nonNullable: true }),
    codes: new FormControl("", { nonNullable: true }),
    uses: new FormControl("", { nonNullable: true }),
    inviter_id: new FormControl("", { nonNullable: true }),
  });

  protected readonly name = computed(() => {
    const account = this.found()?.account;
    return account ? nameOf(account, this.language) : "";
  });

  protected readonly isMe = computed(() => this.found()?.account.id === this._me?.me()?.id);
  protected readonly groups = computed(() => {
    const account = this.found()?.account;
    if (!account) return [];
    const acts = personActs.filter((act) => act.fits({ ...account, isMe: this.isMe() }));
    return GROUPS.map((key) => ({ key, acts: acts.filter(({ group }) => group === key) })).filter(
      ({ acts }) => acts.length > 0,
    );
  });

  protected readonly mails = computed(() => {
    const { activation_mail, reset_mail } = this.found()?.account ?? {};
    return [
      ...(activation_mail ? [{ key: "activationMail", ...activation_mail }] : []),
      ...(reset_mail ? [{ key: "resetMail", ...reset_mail }] : []),
    ];
  });

  protected readonly levels = computed(() =>
    ["", "0", "1", "2", "3", "4", "5"].map((value) => ({
      value,
      label: value || (this.language.find("admin.acts.level.auto") ?? ""),
    })),
  );

  constructor() {
    effect(() => {
      this.id();
      untracked(() => {
        this.found.set(null);
        void this.load();
      });
    });
  }

  protected async load(): Promise<void> {
    const id = this.id();
    this._submission.stop();
    const answer = await this._submission.send(() => this.read(id));
    if (answer === null || id !== this.id()) return;
    this._errors.show(answer, {});
    if (answer.kind === "done") this.found.set(answer.data);
  }

  protected ask(act: PersonAct): void {
    const { account, quota } = this.found() ?? {};
    const text = (number: number | null | undefined) => String(number ?? "");
    this.form.reset({ level: text(account?.user_level), codes: text(quota?.codes), uses: text(quota?.uses) });
    this._headers = repeatable();
    this.act.set(act);
    this._dialog()?.open();
  }

  protected readonly doIt = async (confirmation: Confirmation): Promise<Answer<unknown>> => {
    const answer = await this.act().send(
      this._api.signedIn,
      this.id(),
      confirmation,
      this.form.getRawValue(),
      this._headers,
    );

    // The account is not what the page shows.
    if (answer.kind === "refused" && answer.status === 409) void this.load();
    return answer;
  };

  protected done(result: unknown): void {
    const job = this.act().group === "subtree" ? (result as Schemas["JobResponse"]) : null;
    if (job !== null) void this._router.navigate(["/admin/job"], { queryParams: { id: job.id } });
    else this.tell(`admin.acts.${this.act().key}.done`);
  }

  protected tell(key: string): void {
    this.message.set(key);
    this.changes.update((count) => count + 1);
    void this.load();
    this._focus("#person-message");
  }

  private async read(id: string): Promise<Answer<Found>> {
    const params = { path: { id } };
    const [account, quota, path] = await Promise.all([
      answerOf(this._api.signedIn.GET("/api/admin/people/{id}", { params })),
      answerOf(this._api.signedIn.GET("/api/admin/people/{id}/quota", { params })),
      answerOf(this._api.signedIn.GET("/api/admin/people/{id}/inviters", { params })),
    ]);
    if (account.kind !== "done") return account;
    if (quota.kind !== "done" && !isMissing(quota)) return quota;
    if (path.kind !== "done" && !isMissing(path)) return path;
    const [listed = null, inviter = null] = path.kind === "done" ? path.data.items : [];
    const found = { account: account.data, quota: quota.kind === "done" ? quota.data : null, listed, inviter };
    return { kind: "done", data: found };
  }
}

function isMissing(answer: Answer<unknown>): boolean {
  return answer.kind === "refused" && answer.status === 404;
}
