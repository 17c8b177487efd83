import type { components } from "../../api/schema";

type Statistics = components["schemas"]["StatisticsResponse"];

/** The length of a step of a plot. */
export type Step = "hour" | "day";

/** One line of a plot. */
export interface Series {
  readonly key: string;
  readonly label: string;
  readonly values: readonly number[];
}

/** The length of a step in milliseconds. */
export const LENGTHS: Readonly<Record<Step, number>> = { hour: 3_600_000, day: 86_400_000 };

/** The beginning of every step of the range, also of those in which nothing happened. */
export function timesOf({ from, to, step }: Statistics): string[] {
  const [first, end, length] = [Date.parse(from), Date.parse(to), LENGTHS[step as Step]];
  return Array.from({ length: Math.round((end - first) / length) }, (_, index) =>
    new Date(first + index * length).toISOString(),
  );
}

/** The counts of one kind, a number for each of the times. */
export function valuesOf({ items }: Statistics, times: readonly string[], kind: string): number[] {
  const counts = new Map(items.map(({ time, counts }) => [Date.parse(time), counts[kind] ?? 0]));
  return times.map((time) => counts.get(Date.parse(time)) ?? 0);
}
