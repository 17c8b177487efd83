import { ChangeDetectionStrategy, Component, input } from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import { TextField } from "../../form/text-field";
import type { TermsControls } from "./terms";

/** The fields of the terms of a code or of a batch. */
@Component({
  selector: "app-terms-fields",
  imports: [TextField, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <ng-container *transloco="let t">
      <app-text-field
        name="limit"
        inputmode="numeric"
        [control]="controls().limit"
        [label]="t('admin.terms.limit')"
        [hint]="t('admin.terms.limitHint')"
      />
      <app-text-field
        name="expires_at"
        type="datetime-local"
        [control]="controls().expires_at"
        [label]="t('admin.terms.expiresAt')"
        [hint]="t('admin.terms.expiresAtHint')"
      />
      <app-text-field
        name="label"
        [control]="controls().label"
        [label]="t('admin.terms.label')"
        [hint]="t('admin.terms.labelHint')"
        [isProse]="true"
      />
      <app-text-field name="note" [control]="controls().note" [label]="t('admin.terms.note')" [isProse]="true" />
      <app-text-field
        name="email_domain"
        [control]="controls().email_domain"
        [label]="t('admin.terms.emailDomain')"
        [hint]="t('admin.terms.emailDomainHint')"
      />
      <app-text-field
        name="reason"
        [control]="controls().reason"
        [label]="t('admin.act.reasonOptional')"
        [hint]="t('admin.act.reasonHint')"
        [isProse]="true"
      />
    </ng-container>
  `,
  styles: `
    :host,
    app-text-field {
      display: block;
    }

    app-text-field + app-text-field {
      margin-block-start: 1rem;
    }
  `,
})
export class TermsFields {
  readonly controls = input.required<TermsControls>();
}
