import { answerOf } from "./answer";

function answered(status: number, error?: unknown, headers: Record<string, string> = {}) {
  return Promise.resolve({ error, response: new Response(null, { status, headers }) });
}

const busy = { status: 503, non_field_errors: [{ code: "overloaded", message: "Busy." }] };

describe("answerOf", () => {
  it("gives the data of a request that succeeded", async () => {
    const call = Promise.resolve({ data: 7, response: new Response(null, { status: 200 }) });
    expect(await answerOf(call)).toEqual({ kind: "done", data: 7 });
  });

  it("says that the answer was lost when none came", async () => {
    expect(await answerOf(Promise.reject(new TypeError("Failed to fetch")))).toEqual({ kind: "lost" });
  });

  it("lists the errors of all fields and of the whole", async () => {
    const problem = {
      status: 400,
      errors: { username: [{ code: "taken", message: "Taken." }], email: [{ code: "invalid", message: "Invalid." }] },
      non_field_errors: [{ code: "malformed", message: "Malformed." }],
    };
    const answer = await answerOf(answered(400, problem));
    expect(answer.kind === "refused" && answer.errors.map((error) => [error.field, error.code])).toEqual([
      ["username", "taken"],
      ["email", "invalid"],
      [null, "malformed"],
    ]);
    expect(answer).not.toHaveProperty("retryAfter");
  });

  it("tells how long to wait after 503 and 429", async () => {
    expect(await answerOf(answered(503, busy, { "Retry-After": "2" }))).toMatchObject({ retryAfter: 2 });
    expect(await answerOf(answered(429, { status: 429 }, { "Retry-After": "60" }))).toMatchObject({ retryAfter: 60 });
  });

  it("waits a little after an answer of a proxy, which says nothing", async () => {
    const answer = await answerOf(answered(502, "<html>Bad gateway</html>"));
    expect(answer).toMatchObject({ kind: "refused", retryAfter: 5, errors: [{ field: null, code: "request_failed" }] });
  });

  it("repeats nothing by itself when the change may be done", async () => {
    const problem = { status: 503, non_field_errors: [{ code: "unknown_change", message: "Look first." }] };
    expect(await answerOf(answered(503, problem, { "Retry-After": "2" }))).not.toHaveProperty("retryAfter");
  });
});
