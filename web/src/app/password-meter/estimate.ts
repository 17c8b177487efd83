import { ZxcvbnFactory } from "@zxcvbn-ts/core";
import { adjacencyGraphs, dictionary } from "@zxcvbn-ts/language-common";

/** How hard a password is to guess. */
export interface Estimate {
  /** From 0, very easy, to 4. */
  readonly score: number;

  /** Keys of texts below `meter`: what is wrong, then what helps. */
  readonly reasons: readonly string[];
}

const estimator = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/**
 * Estimates a password.
 * @param about What else the form says of its owner: a password must not be made of it.
 */
export function estimate(password: string, about: readonly string[] = []): Estimate {
  const parts = about.flatMap((text) => [text, ...text.split(/[\s@._-]+/)]).filter((text) => text.length > 2);
  const { score, feedback } = estimator.check(password, parts);
  const reasons = feedback.suggestions.map((key) => `suggestions.${key}`);
  return { score, reasons: feedback.warning === null ? reasons : [`warnings.${feedback.warning}`, ...reasons] };
}
