import { drafts } from "./draft";

const draft = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org", invitation_code: "" };

describe("drafts", () => {
  beforeEach(() => drafts.clear());

  it("keep the key of a form, also over a reload", () => {
    const key = drafts.keyFor(draft);
    expect(drafts.keyFor({ ...draft })).toBe(key);
    expect(drafts.read()).toEqual(draft);
  });

  it("give another form another key", () => {
    const key = drafts.keyFor(draft);
    expect(drafts.keyFor({ ...draft, nickname: "Mei Lin 2" })).not.toBe(key);
  });

  it("never keep a password", () => {
    drafts.keyFor(draft);
    expect(JSON.stringify(Object.entries(sessionStorage))).not.toContain("password");
  });
});
