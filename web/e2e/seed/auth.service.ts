// The service class of the Angular client that this API was first written for (auth.service.ts). Its code must not be
// changed: clients like it are in use. Only an import that it did not use is left out, and its layout is ours.
import { Injectable } from "@angular/core";
import { HttpClient } from "@angular/common/http";
import { Observable } from "rxjs";
import { map } from "rxjs/operators";
@Injectable()
export class AuthService {
  base_url = "http://127.0.0.1:8000";
  nickname: string;

  constructor(private http: HttpClient) {}

  login(items): Observable<boolean> {
    return this.http
      .post<{ token: string; nickname: string }>(this.base_url + "/jwt/login/", {
        username: items.username,
        password: items.password,
      })
      .pipe(
        map((result) => {
          localStorage.setItem("access_token", result.token);
          localStorage.setItem("nickname", result.nickname);
          this.nickname = result.nickname;
          return true;
        }),
      );
  }

  register(items): Observable<boolean> {
    return this.http
      .post<{ token: string; nickname: string }>(this.base_url + "/api/register/", {
        username: items.username,
        password1: items.password1,
        password2: items.password2,
        nickname: items.nickname,
        email: items.email,
        invitation_code: items.invitation_code,
        recaptcha: items.recaptcha,
      })
      .pipe(
        map((result) => {
          console.log(result);
          localStorage.setItem("access_token", result.token);
          localStorage.setItem("nickname", result.nickname);
          this.nickname = result.nickname;
          return true;
        }),
      );
  }

  logout() {
    localStorage.removeItem("access_token");
    localStorage.removeItem("nickname");
    localStorage.removeItem("shoppingcart");
  }

  public get loggedIn(): boolean {
    return localStorage.getItem("access_token") !== null;
  }
}
