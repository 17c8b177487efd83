import type { Type } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { ErrorStateMatcher } from "@angular/material/core";
import { provideRouter, Router, TitleStrategy } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { ProblemMatcher } from "../app/form/problem-matcher";
import { Language } from "../app/language/language";
import { Session } from "../app/session/session";
import { PageTitle } from "../app/shell/page-title";
import { provideTexts } from "./texts";

/** Waits until an expectation is met, longer than a busy machine needs. */
export async function eventually(expectation: () => void): Promise<void> {
  await vi.waitFor(expectation, { timeout: 4000 });
}

/** A page that a test has opened as somebody who is signed in. */
export class OpenPage {
  constructor(private readonly _harness: RouterTestingHarness) {}

  get root(): HTMLElement {
    return this._harness.fixture.nativeElement as HTMLElement;
  }

  get text(): string {
    return this.root.textContent.replace(/\s+/g, " ");
  }

  /** The path and the query of the page that is open now. */
  get url(): string {
    return decodeURIComponent(TestBed.inject(Router).url);
  }

  /** Waits until the page shows a text. */
  async sees(text: string): Promise<void> {
    await eventually(() => expect(this.text).toContain(text));
  }

  type(id: string, text: string): void {
    const field = this.root.querySelector<HTMLInputElement>(`#${id}`)!;
    field.value = text;
    field.dispatchEvent(new Event("input"));
  }

  click(text: string): void {
    const found = [...this.root.querySelectorAll("button")].find((button) => button.textContent.trim() === text);
    found!.click();
  }

  submit(): void {
    this.root.querySelector("form")!.dispatchEvent(new Event("submit"));
  }
}

/** Opens a page at its path, in English. */
export async function openPage(component: Type<unknown>): Promise<OpenPage> {
  await TestBed.configureTestingModule({
    providers: [
      provideTexts(),
      provideRouter([
        { path: "page", component },
        { path: "sign-in", children: [] },
      ]),
      { provide: ErrorStateMatcher, useClass: ProblemMatcher },
      { provide: TitleStrategy, useExisting: PageTitle },
    ],
  }).compileComponents();
  await TestBed.inject(Language).use("en");
  TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });
  return new OpenPage(await RouterTestingHarness.create("/page"));
}
