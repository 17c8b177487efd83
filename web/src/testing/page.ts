import { waitUntil } from "./service";
import type { Type } from "@angular/core";
import { TestBed } from "@angular/core/testing";
import { ErrorStateMatcher } from "@angular/material/core";
import { provideRouter, Router, type Routes, TitleStrategy, withComponentInputBinding } from "@angular/router";
import { RouterTestingHarness } from "@angular/router/testing";
import { ProblemMatcher } from "../app/form/problem-matcher";
import { Language, type PartLoader } from "../app/language/language";
import { Session } from "../app/session/session";
import { PageTitle } from "../app/shell/page-title";
import { beginInEnglish } from "./texts";

/** Waits until an expectation is met, longer than a busy machine needs. */
export async function eventually(expectation: () => void): Promise<void> {
  await waitUntil(expectation);
}

/** A page that a test has opened. */
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

  /** Waits until the page has drawn what it knows. */
  async settle(): Promise<void> {
    await this._harness.fixture.whenStable();
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

/**
 * Opens a page at /page, in English, as somebody who is signed in.
 * @param query What the address has after the path, such as `?code=ABC`.
 * @param texts The texts of the part of the client that has the page.
 */
export async function openPage(component: Type<unknown>, query = "", texts?: PartLoader): Promise<OpenPage> {
  const routes = [
    { path: "page", component },
    { path: "sign-in", children: [] },
    { path: "admin", children: [{ path: "**", children: [] }] },
  ];
  return openAt(`/page${query}`, routes, async () => {
    if (texts) await TestBed.inject(Language).add(texts);
    TestBed.inject(Session).accept({ token: "t", expires_in: 900, is_active: true });
  });
}

/**
 * Opens a path, in English.
 * @param prepare What comes before the page is there.
 */
export async function openAt(
  path: string,
  routes: Routes,
  prepare: () => void | Promise<void> = () => undefined,
): Promise<OpenPage> {
  await beginInEnglish(
    provideRouter(routes, withComponentInputBinding()),
    { provide: ErrorStateMatcher, useClass: ProblemMatcher },
    { provide: TitleStrategy, useExisting: PageTitle },
  );
  await prepare();
  return new OpenPage(await RouterTestingHarness.create(path));
}
