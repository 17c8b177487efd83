import { ChangeDetectionStrategy, Component } from "@angular/core";
import { eventually, openPage, type OpenPage } from "../../../testing/page";
import type { Answer } from "../../api/answer";
import { refusal } from "../../api/answer";
import { adminTexts } from "../texts";
import { ActDialog, type Confirmation } from "./act-dialog";

const asked: Confirmation[] = [];
let answer: Answer<string> = { kind: "done", data: "fine" };

@Component({
  selector: "app-host",
  imports: [ActDialog],
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `
    <button type="button" (click)="dialog.open()">Begin</button>
    <app-act-dialog
      #dialog
      heading="Delete it?"
      submitLabel="Delete"
      [isDrastic]="true"
      [act]="act"
      (done)="told.push($event)"
    >
      It is gone then.
    </app-act-dialog>
  `,
})
class Host {
  readonly told = told;
  readonly act = (confirmation: Confirmation): Promise<Answer<string>> => {
    asked.push(confirmation);
    return Promise.resolve(answer);
  };
}

const told: string[] = [];

async function open(): Promise<OpenPage> {
  const page = await openPage(Host, "", adminTexts);
  page.click("Begin");
  await page.sees("It is gone then.");
  return page;
}

describe("ActDialog", () => {
  // jsdom has no dialogs.
  const prototype = HTMLDialogElement.prototype;
  beforeEach(() => {
    asked.length = told.length = 0;
    prototype.showModal = function () {
      this.open = true;
    };
    prototype.close = function () {
      this.open = false;
      this.dispatchEvent(new Event("close"));
    };
  });

  it("sends the password and the reason, tells that it was done, and forgets the password", async () => {
    answer = { kind: "done", data: "fine" };
    const page = await open();
    page.type("reason", "Abuse");
    page.type("password", "secret");
    page.submit();
    await eventually(() => expect(told).toEqual(["fine"]));
    expect(asked).toEqual([{ password: "secret", reason: "Abuse" }]);
    expect(page.root.querySelector("dialog")?.open).toBe(false);
    page.click("Begin");
    await page.sees("It is gone then.");
    expect(page.root.querySelector<HTMLInputElement>("#password")?.value).toBe("");
  });

  it("stays open and shows the error of a refused act", async () => {
    answer = refusal("password", "invalid");
    const page = await open();
    page.submit();
    await page.sees("The password is wrong");
    expect(told).toEqual([]);
    expect(page.root.querySelector("dialog")?.open).toBe(true);
  });
});
