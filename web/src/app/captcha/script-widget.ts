import {
  ChangeDetectionStrategy,
  Component,
  effect,
  ElementRef,
  inject,
  input,
  type OnDestroy,
  signal,
  untracked,
} from "@angular/core";
import { takeUntilDestroyed } from "@angular/core/rxjs-interop";
import { Language } from "../language/language";
import { Captcha, type CaptchaSettings } from "./captcha";
import { widgetLook } from "./widget-look";

/** What the scripts of hCaptcha and Turnstile have in common. */
interface WidgetApi {
  render(element: HTMLElement, options: Readonly<Record<string, unknown>>): string;
  reset(id: string): void;
  remove(id: string): void;
}

// https://docs.hcaptcha.com/configuration
// https://developers.cloudflare.com/turnstile/get-started/client-side-rendering
const SCRIPTS: Readonly<Record<string, string>> = {
  hcaptcha: "https://js.hcaptcha.com/1/api.js?render=explicit&recaptchacompat=off",
  turnstile: "https://challenges.cloudflare.com/turnstile/v0/api.js?render=explicit",
};

/** The widget of hCaptcha or Turnstile. */
@Component({
  selector: "app-script-widget",
  template: "",
  changeDetection: ChangeDetectionStrategy.OnPush,
})
export class ScriptWidget implements OnDestroy {
  private readonly _captcha = inject(Captcha);
  private readonly _language = inject(Language);
  private readonly _element = inject<ElementRef<HTMLElement>>(ElementRef);
  private readonly _api = signal<WidgetApi | null>(null);
  private _id: string | undefined;

  readonly settings = input.required<CaptchaSettings>();

  constructor() {
    effect(() => {
      const { provider } = this.settings();
      load(provider).then(
        (api) => this._api.set(api),
        () => this._captcha.break(),
      );
    });
    effect(() => {
      const api = this._api();
      const language = widgetLook.language(this._language.current());
      if (api !== null) untracked(() => this.show(api, language));
    });
    this._captcha.emptied.pipe(takeUntilDestroyed()).subscribe(() => {
      if (this._id !== undefined) this._api()?.reset(this._id);
    });
  }

  ngOnDestroy(): void {
    this.remove();
  }

  private show(api: WidgetApi, language: string): void {
    // A widget that was used stays in its language: its answer would be lost.
    if (this._captcha.answer.value !== "") return;
    this.remove();
    const { site_key, action } = this.settings();
    this._id = api.render(this._element.nativeElement, {
      sitekey: site_key,
      theme: widgetLook.theme(),
      size: widgetLook.size(),
      callback: (answer: string) => this._captcha.accept(answer),
      "expired-callback": () => this._captcha.expire(),
      "error-callback": () => {
        this._captcha.break();
        return true; // Turnstile: the error was handled
      },

      // Only hCaptcha
      hl: language,
      "chalexpired-callback": () => this._captcha.expire(),

      // Only Turnstile
      language: language.toLowerCase(),
      "timeout-callback": () => this._captcha.expire(),
      "refresh-expired": "manual",
      "response-field": false,
      ...(action === undefined ? {} : { action }),
    });
  }

  private remove(): void {
    if (this._id !== undefined) this._api()?.remove(this._id);
    this._id = undefined;
  }
}

const loading = new Map<string, Promise<WidgetApi>>();

// A script is loaded once for a page. One that failed is tried again by the next widget.
function load(provider: string): Promise<WidgetApi> {
  let api = loading.get(provider);
  if (api === undefined) {
    api = insert(provider);
    api.catch(() => loading.delete(provider));
    loading.set(provider, api);
  }
  return api;
}

// The content policy trusts scripts that a script of the page inserts.
function insert(provider: string): Promise<WidgetApi> {
  const page = window as unknown as Record<string, unknown>;
  return new Promise((resolve, reject) => {
    page["onCaptchaLoad"] = () => resolve(page[provider] as WidgetApi);
    const script = document.createElement("script");
    script.src = `${SCRIPTS[provider] ?? ""}&onload=onCaptchaLoad`;
    script.async = true;
    script.onerror = () => {
      script.remove();
      reject(new Error("The script of the captcha could not be loaded."));
    };
    document.head.append(script);
  });
}
