// A page with nothing but the service class, as an application of Angular would have it.
import "@angular/compiler";
import { HttpClient, provideHttpClient } from "@angular/common/http";
import { inject, provideZonelessChangeDetection } from "@angular/core";
import { createApplication } from "@angular/platform-browser";
import { firstValueFrom } from "rxjs";
import { AuthService } from "./auth.service";

const application = await createApplication({
  providers: [
    provideZonelessChangeDetection(),
    provideHttpClient(),
    { provide: AuthService, useFactory: () => new AuthService(inject(HttpClient)) },
  ],
});
Object.assign(globalThis, { auth: application.injector.get(AuthService), firstValueFrom });
