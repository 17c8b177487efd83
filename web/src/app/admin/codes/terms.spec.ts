import { numberOf } from "../act/number";
import { changesOf, enteredOf, termsOf } from "./terms";

const code = {
  code: "SPRING26",
  link: "https://example.org/register?code=SPRING26",
  state: "active" as const,
  owner: null,
  enabled: true,
  limit: 5,
  owner_limit: null,
  expires_at: "2030-01-02T03:04:05.678Z",
  label: "Spring",
  note: null,
  email_domain: "example.org",
  issued_at: null,
  batch: null,
  reserved: 0,
  registered: 0,
  activated: 0,
};
const before = enteredOf(code);

describe("The terms of a code", () => {
  it("are not changed by showing them", () => {
    expect(changesOf(enteredOf(code), before)).toEqual({});
    expect(termsOf(before)).toEqual({
      limit: 5,
      expires_at: "2030-01-02T03:04:05.678Z",
      label: "Spring",
      email_domain: "example.org",
    });
  });

  it("are cleared where a field was emptied, and sent where it was changed", () => {
    const entered = { ...before, limit: "", email_domain: "", note: "For the fair", reason: "asked" };
    expect(changesOf(entered, before)).toEqual({
      limit: null,
      email_domain: null,
      note: "For the fair",
      reason: "asked",
    });
  });

  it("leave what is no number to the API", () => {
    expect([numberOf("12"), numberOf(" 7 "), numberOf("many"), numberOf("1.5")]).toEqual([12, 7, "many", "1.5"]);
  });
});
