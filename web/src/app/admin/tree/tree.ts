import { ChangeDetectionStrategy, Component, computed, effect, inject, input, signal, untracked } from "@angular/core";
import { FormControl, FormGroup, ReactiveFormsModule } from "@angular/forms";
import { MatButtonModule } from "@angular/material/button";
import { Router, RouterLink } from "@angular/router";
import { TranslocoDirective } from "@jsverse/transloco";
import { answerOf } from "../../api/answer";
import { Api } from "../../api/api";
import type { components } from "../../api/schema";
import { FormErrors } from "../../form/form-errors";
import { Loading } from "../../form/loading";
import { Submission } from "../../form/submission";
import { TextField } from "../../form/text-field";
import { Language } from "../../language/language";
import { nameOf } from "../people/name-of";
import { PersonName } from "../people/person-name";
import { PersonState } from "../people/person-state";
import { Branch } from "./branch";
import { TreeCounts } from "./tree-counts";

/** Who invited an account, up to the top, and whom it invited, as far down as is opened. */
@Component({
  selector: "app-admin-tree",
  imports: [
    Branch,
    Loading,
    MatButtonModule,
    PersonName,
    PersonState,
    ReactiveFormsModule,
    RouterLink,
    TextField,
    TranslocoDirective,
    TreeCounts,
  ],
  providers: [FormErrors, Submission],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./tree.html",
  styles: `
    ol {
      margin: 0;
      padding: 0;
      list-style: none;
    }

    .node {
      display: flex;
      flex-wrap: wrap;
      align-items: center;
      gap: 0.25rem 1rem;
      padding-block: 0.5rem;
      border-block-end: 1px solid var(--mat-sys-outline-variant);
    }

    [aria-current] {
      font-weight: 600;
    }
  `,
})
export default class Tree {
  private readonly _api = inject(Api);
  private readonly _router = inject(Router);
  private readonly _submission = inject(Submission);
  private readonly _errors = inject(FormErrors);
  protected readonly language = inject(Language);
  protected readonly nameOf = nameOf;
  protected readonly search = new FormGroup({ search: new FormControl("", { nonNullable: true }) });
  protected readonly path = signal<components["schemas"]["InvitersResponse"] | null>(null);

  protected readonly fromTop = computed(() => [...(this.path()?.items ?? [])].reverse());

  /** The account, from the address. */
  readonly id = input<string>();

  constructor() {
    effect(() => {
      this.id();
      untracked(() => void this.load());
    });
  }

  protected find(): void {
    void this._router.navigate(["/admin/people"], { queryParams: { search: this.search.getRawValue().search.trim() } });
  }

  protected async load(): Promise<void> {
    this.path.set(null);
    const id = this.id();
    if (!id) return;
    this._submission.stop();
    const params = { path: { id } };
    const read = () => answerOf(this._api.signedIn.GET("/api/admin/people/{id}/inviters", { params }));
    const answer = await this._submission.send(read);
    if (answer === null || id !== this.id()) return;
    this._errors.show(answer, {});
    if (answer.kind === "done") this.path.set(answer.data);
  }
}
