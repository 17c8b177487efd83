import type { components } from "./schema";

type Problem = components["schemas"]["Problem"];

/** An error of a field, or of the request as a whole if there is no field. */
export interface FormError {
  readonly field: string | null;
  readonly code: string;
  readonly message: string;
}

/** The service has done what was asked. */
interface Done<T> {
  readonly kind: "done";
  readonly data: T;
}

/** The service has answered that it will not, or cannot now. */
export interface Refused {
  readonly kind: "refused";
  readonly status: number;
  readonly errors: readonly FormError[];

  /** Seconds after which the request may be repeated; undefined if a repeat must not be made by itself. */
  readonly retryAfter?: number;
}

/** No answer came: whether the service got the request is unknown. */
export interface Lost {
  readonly kind: "lost";
}

export type Answer<T> = Done<T> | Refused | Lost;

// After these the user must look first: the change may be done (docs/contract.md#errors).
const LOOK_FIRST = ["unknown_change", "unknown_password_change"];
const DEFAULT_WAIT = 5;

interface Raw<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** Says that a request cannot go on, because another one, which must come first, had this answer. */
export class Prevented extends Error {
  constructor(readonly answer: Refused | Lost) {
    super("The request cannot go on.");
  }
}

/** Turns what openapi-fetch gives into an answer. Never throws. */
export async function answerOf<T>(call: Promise<Raw<T>>): Promise<Answer<T>> {
  let raw: Raw<T>;
  try {
    raw = await call;
  } catch (error) {
    return error instanceof Prevented ? error.answer : { kind: "lost" };
  }

  if (raw.response.ok) return { kind: "done", data: raw.data as T };
  const status = raw.response.status;
  const errors = errorsOf(isProblem(raw.error) ? raw.error : undefined);
  const isTransient = status === 429 || status === 502 || status === 503 || status === 504;
  if (!isTransient || errors.some((error) => LOOK_FIRST.includes(error.code))) {
    return { kind: "refused", status, errors };
  }

  const told = Number(raw.response.headers.get("Retry-After"));
  return { kind: "refused", status, errors, retryAfter: told > 0 ? told : DEFAULT_WAIT };
}

/** A refusal of the client itself, as if the service had answered so. */
export function refusal(field: string | null, code: string): Refused {
  return { kind: "refused", status: 0, errors: [{ field, code, message: "" }] };
}

/** Whether an answer has this error. */
export function hasError(answer: Answer<unknown>, code: string, field: string | null = null): boolean {
  return answer.kind === "refused" && answer.errors.some((error) => error.code === code && error.field === field);
}

/** Whether a change may be done although its answer does not say so. */
export function mayBeDone(answer: Answer<unknown>): boolean {
  // A proxy that gives up says nothing of what the service does.
  return answer.kind === "lost" || ["request_failed", ...LOOK_FIRST].some((code) => hasError(answer, code));
}

/** Whether an answer has an error of this field. */
export function hasErrorOf(answer: Answer<unknown>, field: string): boolean {
  return answer.kind === "refused" && answer.errors.some((error) => error.field === field);
}

function errorsOf(problem: Problem | undefined): FormError[] {
  const ofFields = Object.entries(problem?.errors ?? {}).flatMap(([field, errors]) =>
    errors.map((error) => ({ field, ...error })),
  );
  const ofWhole = (problem?.non_field_errors ?? []).map((error) => ({ field: null, ...error }));
  const all: FormError[] = [...ofFields, ...ofWhole];

  // A proxy's answer is not a problem document.
  return all.length > 0 ? all : [{ field: null, code: "request_failed", message: problem?.detail ?? "" }];
}

function isProblem(error: unknown): error is Problem {
  return typeof error === "object" && error !== null && "status" in error;
}
