import { Injector } from "@angular/core";
import {
  RECAPTCHA_LOADER_OPTIONS,
  RECAPTCHA_V3_SITE_KEY,
  RecaptchaLoaderService,
  ReCaptchaV3Service,
} from "ng-recaptcha-2";
import { Language } from "../language/language";
import type { CaptchaSettings } from "./captcha";
import { scriptOptions } from "./re-captcha-script";

/** Gets an answer of reCAPTCHA, version 3, which asks nobody. */
export function score({ site_key, action }: CaptchaSettings, parent: Injector): Promise<string> {
  return new Promise((resolve, reject) => {
    const failed = (): void => reject(new Error("The script of reCAPTCHA could not be loaded."));
    const injector = Injector.create({
      parent,
      providers: [
        { provide: RECAPTCHA_V3_SITE_KEY, useValue: site_key },
        { provide: RECAPTCHA_LOADER_OPTIONS, useValue: scriptOptions(parent.get(Language).current(), failed) },
        RecaptchaLoaderService,
        ReCaptchaV3Service,
      ],
    });
    injector
      .get(ReCaptchaV3Service)
      .execute(action ?? "")
      .subscribe({ next: resolve, error: reject });
  });
}
