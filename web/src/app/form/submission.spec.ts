import type { Answer } from "../api/answer";
import { Submission } from "./submission";

const done: Answer<string> = { kind: "done", data: "account" };
const lost: Answer<string> = { kind: "lost" };

function wait(status: number, retryAfter: number): Answer<string> {
  return { kind: "refused", status, errors: [{ field: null, code: "overloaded", message: "" }], retryAfter };
}

/** Answers in order, and counts the requests. */
function answering(...answers: Answer<string>[]) {
  const request = vi.fn<() => Promise<Answer<string>>>();
  for (const answer of answers) request.mockResolvedValueOnce(answer);
  return request;
}

describe("Submission", () => {
  let submission: Submission;

  beforeEach(() => {
    vi.useFakeTimers();
    vi.spyOn(Math, "random").mockReturnValue(0);
    submission = new Submission();
  });

  afterEach(() => {
    submission.ngOnDestroy();
    vi.useRealTimers();
    vi.restoreAllMocks();
  });

  it("waits as long as it is told, and goes on by itself", async () => {
    const request = answering(wait(503, 2), wait(429, 3), done);
    const result = submission.send(request);
    await vi.advanceTimersByTimeAsync(1000);
    expect(submission.wait()).toEqual({ reason: "busy", seconds: 1 });
    expect(request).toHaveBeenCalledTimes(1);
    await vi.advanceTimersByTimeAsync(1500);
    expect(submission.wait()?.reason).toBe("limited");
    await vi.advanceTimersByTimeAsync(3500);
    expect(await result).toEqual(done);
    expect(submission.wait()).toBeNull();
    expect(submission.isBusy()).toBe(false);
  });

  it("sends nothing for a second click", async () => {
    const request = answering(wait(503, 2), done);
    const result = submission.send(request);
    expect(await submission.send(request)).toBeNull();
    await vi.advanceTimersByTimeAsync(3000);
    expect(await result).toEqual(done);
    expect(request).toHaveBeenCalledTimes(2);
  });

  it("goes on at once when the connection is back", async () => {
    const request = answering(lost, done);
    const result = submission.send(request);
    await vi.advanceTimersByTimeAsync(500);
    expect(submission.wait()?.reason).toBe("offline");
    window.dispatchEvent(new Event("online"));
    expect(await result).toEqual(done);
  });

  it("goes on at once when the user asks for it", async () => {
    const result = submission.send(answering(lost, done));
    await vi.advanceTimersByTimeAsync(500);
    submission.goOn();
    expect(await result).toEqual(done);
  });

  it("gives the last answer when the user stops waiting", async () => {
    const refusal = wait(503, 60);
    const result = submission.send(answering(refusal));
    await vi.advanceTimersByTimeAsync(1000);
    submission.stop();
    expect(await result).toEqual(refusal);
  });

  it("does not wait for a lock of many minutes", async () => {
    const locked = wait(429, 900);
    expect(await submission.send(answering(locked))).toEqual(locked);
  });
});
