import {
  ChangeDetectionStrategy,
  Component,
  computed,
  DestroyRef,
  ElementRef,
  inject,
  input,
  signal,
  type OnInit,
} from "@angular/core";
import { TranslocoDirective } from "@jsverse/transloco";
import { scaleLinear } from "d3-scale";
import { line } from "d3-shape";
import { Formats } from "../../language/formats";
import { Table } from "../list/table";
import type { Series, Step } from "./series";

const HEIGHT = 240;
const TOP = 12;
const RIGHT = 28;
const BOTTOM = 28;
const LEFT = 56;

// Between the texts of two times.
const LABEL_GAP = 16;

/**
 * Counts over time as lines, which differ by more than their colour, and the same numbers as a table for those who
 * cannot see the lines.
 */
@Component({
  selector: "app-plot",
  imports: [Table, TranslocoDirective],
  changeDetection: ChangeDetectionStrategy.OnPush,
  templateUrl: "./plot.html",
  styleUrl: "./plot.scss",
})
export class Plot implements OnInit {
  private readonly _destroyRef = inject(DestroyRef);
  private readonly _element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly _width = signal(640);
  protected readonly formats = inject(Formats);
  protected readonly height = HEIGHT;
  protected readonly left = LEFT;
  protected readonly bottom = HEIGHT - BOTTOM;

  readonly heading = input.required<string>();

  /** When each step begins. */
  readonly times = input.required<readonly string[]>();
  readonly step = input.required<Step>();
  readonly series = input.required<readonly Series[]>();

  protected readonly width = computed(() => Math.max(this._width(), 200));
  protected readonly right = computed(() => this.width() - RIGHT);

  private readonly _x = computed(() =>
    scaleLinear([0, Math.max(this.times().length - 1, 1)], [LEFT + 4, this.right() - 4]),
  );

  private readonly _y = computed(() => {
    const highest = Math.max(4, ...this.series().flatMap(({ values }) => values));
    return scaleLinear([0, highest], [HEIGHT - BOTTOM, TOP]).nice(4);
  });

  protected readonly lines = computed(() => {
    const [x, y] = [this._x(), this._y()];
    const path = line<number>(
      (_, index) => x(index),
      (value) => y(value),
    );
    return this.series().map(({ key, label, values }) => ({
      key,
      label,
      path: path([...values]) ?? "",
      points: values.map((value, index) => ({ x: x(index), y: y(value) })),
    }));
  });

  /** Whole numbers only: these are counts. */
  protected readonly levels = computed(() => {
    const y = this._y();
    return y
      .ticks(4)
      .filter(Number.isInteger)
      .map((value) => ({ value, y: y(value) }));
  });

  protected readonly labels = computed(() => {
    const x = this._x();
    const all = this.times().map((time, index) => ({ text: this.formats.step(time, this.step()), x: x(index) }));
    const room = LABEL_GAP + Math.max(...all.map(({ text }) => widthOf(text)));
    const every = Math.ceil(room / (x(1) - x(0)));
    return all.filter((_, index) => index % every === 0);
  });

  /** The table, the newest step first. */
  protected readonly rows = computed(() =>
    this.times()
      .map((time, index) => ({ time, values: this.series().map(({ values }) => values[index] ?? 0) }))
      .reverse(),
  );

  ngOnInit(): void {
    if (typeof ResizeObserver === "undefined") return;
    const observer = new ResizeObserver(([entry]) => {
      if (entry) this._width.set(Math.floor(entry.contentRect.width));
    });
    observer.observe(this._element.nativeElement);
    this._destroyRef.onDestroy(() => observer.disconnect());
  }
}

/** About how many pixels a text of the axis is wide. A Chinese character is wider than others. */
function widthOf(text: string): number {
  return Array.from(text).reduce((width, character) => width + (character >= "\u2e80" ? 12 : 7), 0);
}
