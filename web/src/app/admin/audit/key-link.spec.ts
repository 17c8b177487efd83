import { TestBed } from "@angular/core/testing";
import { provideRouter } from "@angular/router";
import { beginInEnglish } from "../../../testing/texts";
import { Language } from "../../language/language";
import { MyAccount } from "../../session/my-account";
import { adminTexts } from "../texts";
import { KeyLink } from "./key-link";

/** The words of a key, and where they lead. */
async function show(of: string): Promise<readonly [text: string, href: string | undefined]> {
  const fixture = TestBed.createComponent(KeyLink);
  fixture.componentRef.setInput("of", of);
  await fixture.whenStable();
  const element = fixture.nativeElement as HTMLElement;
  const href = element.querySelector("a")?.getAttribute("href") ?? undefined;
  return [element.textContent.replace(/\s+/g, " ").trim(), href];
}

describe("A subject or an actor of the audit log", () => {
  beforeEach(async () => {
    await beginInEnglish(provideRouter([]), { provide: MyAccount, useValue: { me: () => ({ id: "1" }) } });
    await TestBed.inject(Language).add(adminTexts);
  });

  it("has words for its kind", async () => {
    expect(await show("user/9")).toEqual(["account 9", "/admin/person?id=9"]);
    expect(await show("service/shop")).toEqual(["service shop", undefined]);
    expect(await show("newer/9")).toEqual(["newer 9", undefined]);
    await TestBed.inject(Language).use("zh-Hans");
    expect(await show("command/admin")).toEqual(["命令 admin", undefined]);
  });

  it("has words for what there is once, and for the reader", async () => {
    expect(await show("apikeys/service")).toEqual(["API keys", "/admin/api-keys"]);
    expect(await show("admin/1")).toEqual(["you", "/admin/person?id=1"]);
    expect(await show("session/1")).toEqual(["devices of 1", "/admin/person?id=1"]);
  });
});
