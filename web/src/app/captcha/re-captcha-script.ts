import { RecaptchaLoaderService, type RecaptchaLoaderOptions } from "ng-recaptcha-2";
import { type LanguageName } from "../language/language";
import { widgetLook } from "./widget-look";

// This host can be reached in China, too: https://developers.google.com/recaptcha/docs/faq
const SCRIPT = "https://www.recaptcha.net/recaptcha/api.js";

/** How ng-recaptcha-2 loads the script of reCAPTCHA. The package itself does not notice when that fails. */
export function scriptOptions(language: LanguageName, failed: () => void): RecaptchaLoaderOptions {
  return {
    onBeforeLoad: () => {
      const url = new URL(SCRIPT);
      url.searchParams.set("hl", widgetLook.language(language));
      addEventListener("error", onError, true);
      return { url };
    },
    onLoaded: (recaptcha) => {
      removeEventListener("error", onError, true);
      return recaptcha;
    },
  };

  function onError({ target }: Event): void {
    if (!(target instanceof HTMLScriptElement) || !target.src.startsWith(SCRIPT)) return;
    removeEventListener("error", onError, true);

    // The next widget loads the script again.
    Reflect.set(RecaptchaLoaderService, "ready", null);
    failed();
  }
}
