import { ChangeDetectionStrategy, Component, effect, ElementRef, input, viewChild } from "@angular/core";
import { MatButtonModule } from "@angular/material/button";
import { TranslocoDirective } from "@jsverse/transloco";
import { encode } from "uqr";

const MODULE_PIXELS = 8;

// The light border that a reader needs (ISO/IEC 18004).
const BORDER_MODULES = 4;

/** A link as a QR code: black on white in dark mode, too. It can be saved as a picture. */
@Component({
  selector: "app-qr-code",
  imports: [MatButtonModule, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  styles: `
    canvas {
      display: block;
      width: 14rem;
      max-width: 100%;
      border-radius: 0.5rem;
    }
  `,
  template: `
    <ng-container *transloco="let t">
      <canvas #canvas role="img" [attr.aria-label]="t('qrCode.name')"></canvas>
      <button matButton type="button" (click)="save(canvas)">{{ t("qrCode.save") }}</button>
    </ng-container>
  `,
})
export class QrCode {
  private readonly _canvas = viewChild<ElementRef<HTMLCanvasElement>>("canvas");

  readonly link = input.required<string>();

  constructor() {
    effect(() => {
      const canvas = this._canvas()?.nativeElement;
      if (canvas) draw(canvas, this.link());
    });
  }

  protected save(canvas: HTMLCanvasElement): void {
    const picture = document.createElement("a");
    picture.href = canvas.toDataURL();
    picture.download = "invitation.png";
    picture.click();
  }
}

function draw(canvas: HTMLCanvasElement, text: string): void {
  const rows = encode(text, { ecc: "M", border: BORDER_MODULES }).data;
  canvas.width = canvas.height = rows.length * MODULE_PIXELS;
  const context = canvas.getContext("2d");
  if (context === null) return;
  for (const [y, row] of rows.entries()) {
    for (const [x, isDark] of row.entries()) {
      context.fillStyle = isDark ? "black" : "white";
      context.fillRect(x * MODULE_PIXELS, y * MODULE_PIXELS, MODULE_PIXELS, MODULE_PIXELS);
    }
  }
}
