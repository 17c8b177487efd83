import { numberOf } from "./number";

describe("A number that was entered", () => {
  it("is a number, nothing, or what the service must refuse", () => {
    expect(numberOf(" 20 ")).toBe(20);
    expect(numberOf(" ")).toBeNull();
    for (const text of ["many", "1.5", "-1", "1e3", "9".repeat(16)]) expect(numberOf(text)).toBe(text);
  });
});
