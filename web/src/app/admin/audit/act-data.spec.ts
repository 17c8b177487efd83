import { placeOf, valuesOf } from "./act-data";

describe("The data of an act", () => {
  it("has old and new values side by side", () => {
    expect(valuesOf({ old_limit: "none", new_limit: "5", note: "changed" })).toEqual([
      { name: "limit", before: "none", value: "5" },
      { name: "note", before: null, value: "changed" },
    ]);
    expect(valuesOf({ amount: "9.00", level_before: "1", level_after: "2" })).toEqual([
      { name: "amount", before: null, value: "9.00" },
      { name: "level", before: "1", value: "2" },
    ]);
  });

  it("leads to pages", () => {
    expect(placeOf("user/1")).toEqual({ path: "/admin/person", query: { id: "1" } });
    expect(placeOf("admin/1")).toEqual({ path: "/admin/person", query: { id: "1" } });
    expect(placeOf("code/ABC")).toEqual({ path: "/admin/code", query: { code: "ABC" } });
    expect(placeOf("webhooks/service")).toEqual({ path: "/admin/webhooks", query: {} });
    expect(placeOf("command/admin")).toBeNull();
    expect(placeOf("")).toBeNull();
  });
});
