import { TestBed } from "@angular/core/testing";
import { FormControl } from "@angular/forms";
import { provideTexts } from "../../testing/texts";
import type { Answer } from "../api/answer";
import { FormErrors } from "./form-errors";

describe("FormErrors", () => {
  it("tells the error of a password that is sent twice once, at its field", async () => {
    await TestBed.configureTestingModule({ providers: [provideTexts(), FormErrors] }).compileComponents();
    const errors = TestBed.inject(FormErrors);
    const password1 = new FormControl("short");
    const username = new FormControl("mei");
    const answer: Answer<never> = {
      kind: "refused",
      status: 400,
      errors: [
        { field: "username", code: "length", message: "" },
        { field: "password1", code: "length", message: "" },
        { field: "password2", code: "length", message: "" },
        { field: null, code: "malformed", message: "" },
      ],
    };
    errors.show(answer, { username, password1, password2: password1 });
    expect(errors.all().map((error) => error.field)).toEqual([null, "username", "password1"]);
    expect(username.getError("problem")).toMatchObject({ code: "length" });
    expect(password1.hasError("problem")).toBe(true);

    // What was wrong is no longer said of a text that has changed.
    password1.setValue("correct horse battery");
    expect(password1.hasError("problem")).toBe(false);
  });
});
