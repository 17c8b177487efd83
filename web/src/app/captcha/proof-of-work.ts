import type { components } from "../api/schema";

type Challenge = components["schemas"]["CaptchaResponse"];

interface Solution {
  readonly counter: number;
  readonly derivedKey: string;
}

// More workers than this make a phone hot and the page slow.
const MAX_WORKERS = 4;

/**
 * Solves a challenge beside the page, and gives the answer as the ALTCHA widget would put it into the form. The widget
 * itself is not used: it has 34 kB, its own styles and texts, and here nothing is to be seen.
 */
export async function solve(challenge: Challenge): Promise<string> {
  const count = Math.max(1, Math.min(MAX_WORKERS, navigator.hardwareConcurrency - 1));
  const workers = Array.from({ length: count }, () => newWorker());
  try {
    const solution = await Promise.any(workers.map((worker, index) => search(worker, challenge, index, count)));
    const { parameters, signature } = challenge;
    return btoa(JSON.stringify({ challenge: { parameters, signature }, solution }));
  } finally {
    for (const worker of workers) worker.terminate();
  }
}

function newWorker(): Worker {
  return new Worker(new URL("./solver.worker", import.meta.url), { type: "module" });
}

// Each worker tries every count-th counter, from its own on.
function search(worker: Worker, challenge: Challenge, start: number, count: number): Promise<Solution> {
  return new Promise((resolve, reject) => {
    worker.onerror = () => reject(new Error("The worker could not be started."));
    worker.onmessage = ({ data }: MessageEvent<(Solution & { error?: unknown }) | null>) => {
      if (data === null || data.error) reject(new Error("No solution was found."));
      else resolve({ counter: data.counter, derivedKey: data.derivedKey });
    };
    worker.postMessage({ type: "work", challenge, counterStart: start, counterStep: count, timeout: 90_000 });
  });
}
