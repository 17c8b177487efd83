import { computed, Injectable, OnDestroy, signal } from "@angular/core";
import type { Answer } from "../api/answer";

/** Why a request is repeated: too many requests, a busy service, or no connection. */
type WaitReason = "limited" | "busy" | "offline";

interface Wait {
  readonly reason: WaitReason;
  readonly seconds: number;
}

// A longer wait is not made by itself: the answer is shown instead, such as that of a locked account.
const LONGEST_WAIT = 120;
const LOST_WAITS = [2, 4, 8, 15, 30];

/** Sends a request until the service has decided: waits as it is told, with a countdown, and goes on by itself. */
@Injectable()
export class Submission implements OnDestroy {
  private readonly _isSending = signal(false);
  private readonly _wait = signal<Wait | null>(null);
  private _endWait: ((goOn: boolean) => void) | undefined;
  private readonly _isStopped = signal(false);

  readonly isBusy = this._isSending.asReadonly();
  readonly wait = this._wait.asReadonly();
  readonly isSending = computed(() => this._isSending() && this._wait() === null);

  ngOnDestroy(): void {
    this.stop();
  }

  /**
   * Sends. Gives the last answer, or null if another request is under way already (a double click).
   */
  async send<T>(request: () => Promise<Answer<T>>): Promise<Answer<T> | null> {
    if (this._isSending()) return null;
    this._isSending.set(true);
    this._isStopped.set(false);
    try {
      for (let lost = 0; ;) {
        const answer = await request();
        const wait = waitAfter(answer, answer.kind === "lost" ? lost++ : 0);
        if (wait === null || this._isStopped() || !(await this.pause(wait))) return answer;
      }
    } finally {
      this._isSending.set(false);
    }
  }

  /** Ends a wait without another request. A request that is under way is the last one. */
  stop(): void {
    this._isStopped.set(true);
    this._endWait?.(false);
  }

  /** Ends a wait by the next request. */
  goOn(): void {
    this._endWait?.(true);
  }

  private async pause(wait: Wait): Promise<boolean> {
    const until = performance.now() + wait.seconds * 1000;
    this._wait.set(wait);
    const goesOn = await new Promise<boolean>((resolve) => {
      const timer = setInterval(() => {
        const seconds = Math.ceil((until - performance.now()) / 1000);
        if (seconds <= 0) end(true);
        else this._wait.set({ ...wait, seconds });
      }, 250);
      const online = (): void => end(true);
      const end = (goOn: boolean): void => {
        clearInterval(timer);
        removeEventListener("online", online);
        resolve(goOn);
      };
      if (wait.reason === "offline") addEventListener("online", online);
      this._endWait = end;
    });
    this._wait.set(null);
    this._endWait = undefined;
    return goesOn;
  }
}

function waitAfter(answer: Answer<unknown>, lost: number): Wait | null {
  if (answer.kind === "lost") {
    return { reason: "offline", seconds: LOST_WAITS[Math.min(lost, LOST_WAITS.length - 1)] ?? 0 };
  }

  if (answer.kind !== "refused" || answer.retryAfter === undefined || answer.retryAfter > LONGEST_WAIT) return null;

  // A little later than told, each a little differently, so that not all come back at once.
  const seconds = answer.retryAfter * (1 + Math.random() / 4);
  return { reason: answer.status === 429 ? "limited" : "busy", seconds: Math.ceil(seconds) };
}
