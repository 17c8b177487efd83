// Uses every operation of a running service by the types that are generated from docs/openapi.json.
// It needs a service without captcha, limits and required activation. Usage: node dist/client.js URL
import createClient from "openapi-fetch";
import type { components, operations, paths } from "./dist/api.js";

declare const process: { argv: string[] };

type Problem = components["schemas"]["Problem"];
type Result = { data?: unknown; error?: Problem; response: Response };

const used = new Set<keyof operations>();
const baseUrl = process.argv[2] ?? "http://127.0.0.1:8000";
let token = "";
const api = createClient<paths>({ baseUrl });
api.use({
  onRequest({ request }) {
    if (token !== "") request.headers.set("Authorization", `Bearer ${token}`);
  },
});

/** The data of an answer that must have succeeded. */
function data<R extends Result>(operation: keyof operations, result: R): NonNullable<R["data"]> {
  used.add(operation);
  if (result.error !== undefined || result.data === undefined || result.data === null) {
    throw new Error(`${operation}: ${result.response.status} ${JSON.stringify(result.error)}`);
  }

  return result.data;
}

/** Fails unless an answer without a body has succeeded. */
function done(operation: keyof operations, result: Result): void {
  used.add(operation);
  if (!result.response.ok) throw new Error(`${operation}: ${result.response.status} ${JSON.stringify(result.error)}`);
}

/** The codes of an answer that must be a problem, of a field or of the whole. */
function codes(operation: keyof operations, result: Result, field?: string): string[] {
  used.add(operation);
  if (result.error === undefined) throw new Error(`${operation}: ${result.response.status} is no problem`);
  const errors = field === undefined ? result.error.non_field_errors : result.error.errors?.[field];
  return (errors ?? []).map((error) => error.code);
}

function expect(condition: boolean, what: string): void {
  if (!condition) throw new Error(what);
}

const id = Math.random().toString(36).slice(2, 12).padEnd(10, "x");
const username = `client_${id}`;
const password = "correct horse battery";
const names = { username, nickname: `client ${id}`, email: `${id}@example.com` };

data("checkLiveness", await api.GET("/health/live"));
data("checkReadiness", await api.GET("/health/ready"));
expect(data("getCaptcha", await api.GET("/api/captcha")).provider === "none", "This needs Captcha:Provider=None.");
expect(
  data("checkAvailability", await api.GET("/api/availability", { params: { query: { username } } })).username === true,
  "not available",
);
expect(codes("checkAvailability", await api.GET("/api/availability"))[0] === "names_required", "names_required");
const invitation = data(
  "getInvitation",
  await api.GET("/api/invitations/{code}", { params: { path: { code: "NOCODE" } } }),
);
expect(!invitation.valid && invitation.reason === "invalid", "a code that is none");

const form = {
  ...names,
  password1: password,
  password2: password,
  invitation_code: "",
  recaptcha: "",
  use_cookies: false,
};
const headers = { "Idempotency-Key": id };
const account = data("signUp", await api.POST("/api/register", { body: form, params: { header: headers } }));
const repeated = data("signUp", await api.POST("/api/register", { body: form, params: { header: headers } }));
expect(account.id === repeated.id && account.expires_in > 0, "the repeat is another account");
expect(codes("signUp", await api.POST("/api/register", { body: form }), "username")[0] === "taken", "username taken");
token = account.token;

const me = data("getMe", await api.GET("/api/me"));
expect(me.user_level === 0 && me.next_level?.level === 1 && me.invitation_code === account.invitation_code, "me");
expect(me.mail_state === "pending" || me.mail_state === "sent" || me.mail_state === null, "mail_state");
const nickname = `renamed ${id}`;
expect(data("changeNickname", await api.PATCH("/api/me", { body: { nickname } })).nickname === nickname, "nickname");
expect(
  codes("correctEmail", await api.POST("/api/me/email", { body: { email: names.email, password } }))[0] ===
    "account_activated",
  "correct",
);
data("createInvitationCode", await api.POST("/api/me/invitation-code"));
const invitees = data("listInvitees", await api.GET("/api/me/invitees", { params: { query: { limit: 100 } } }));
expect(invitees.items.length === 0 && invitees.next_cursor === null, "invitees");

expect(
  codes("activateAccount", await api.POST("/api/activate", { body: { token: "none" } }), "token")[0] === "invalid",
  "activate",
);
expect(
  codes("disownAccount", await api.POST("/api/activate/not-me", { body: { token: "none" } }), "token")[0] === "invalid",
  "not me",
);
done("resendActivationMail", await api.POST("/api/activate/resend"));
done("requestPasswordReset", await api.POST("/api/password/forgot", { body: { email: names.email } }));
const reset = { token: "none", password1: password, password2: password };
expect(
  codes("resetPassword", await api.POST("/api/password/reset", { body: reset }), "token")[0] === "invalid",
  "reset",
);

const signedIn = data("logIn", await api.POST("/jwt/login", { body: { username, password, use_cookies: false } }));
expect(
  codes("logIn", await api.POST("/jwt/login", { body: { username, password: "wrong" } }))[0] === "invalid_credentials",
  "wrong password",
);
const refreshed = data(
  "refreshTokens",
  await api.POST("/jwt/refresh", { body: { refresh_token: signedIn.refresh_token ?? "" } }),
);
const sessions = data("listSessions", await api.GET("/api/sessions")).sessions;
expect(
  sessions.some((session) => session.current),
  "the own session",
);
const other = sessions.find((session) => !session.current);
done("endSession", await api.DELETE("/api/sessions/{id}", { params: { path: { id: other?.id ?? "" } } }));
done("endOtherSessions", await api.DELETE("/api/sessions"));
done("logOut", await api.POST("/jwt/logout", { body: { refresh_token: refreshed.refresh_token ?? "" } }));

const asked = { params: { path: { id } } };
const refusals = [
  codes("issueCode", await api.POST("/api/admin/codes", { body: { limit: 1 } })),
  codes("getCode", await api.GET("/api/admin/codes/{code}", { params: { path: { code: "NOCODE" } } })),
  codes("changeCode", await api.PATCH("/api/admin/codes/{code}", { params: { path: { code: "NOCODE" } }, body: {} })),
  codes("startBatch", await api.POST("/api/admin/codes/batches", { body: { count: 1 } })),
  codes("downloadBatch", await api.GET("/api/admin/codes/batches/{id}/codes.csv", asked)),
  codes("listJobs", await api.GET("/api/admin/jobs")),
  codes("getJob", await api.GET("/api/admin/jobs/{id}", asked)),
  codes("cancelJob", await api.POST("/api/admin/jobs/{id}/cancel", asked)),
  codes("getQuota", await api.GET("/api/admin/people/{id}/quota", asked)),
  codes("setQuota", await api.PUT("/api/admin/people/{id}/quota", { ...asked, body: { codes: 1 } })),
];
expect(
  refusals.every(([code]) => code === "not_allowed"),
  "an operators' route is open",
);

const changed = "another horse battery";
const change = { old_password: password, password1: changed, password2: changed };
done("changePassword", await api.POST("/api/password/change", { body: change }));
done("deleteAccount", await api.DELETE("/api/me", { body: { password: changed } }));

expect(data("getPublicKeys", await api.GET("/.well-known/jwks.json")).keys[0]?.alg === "ES256", "public keys");
data("getTokenConfiguration", await api.GET("/.well-known/openid-configuration"));

// Complete by its type: an operation that is not named here does not compile.
const all: Record<keyof operations, true> = {
  checkLiveness: true,
  checkReadiness: true,
  getCaptcha: true,
  checkAvailability: true,
  getInvitation: true,
  signUp: true,
  getMe: true,
  changeNickname: true,
  correctEmail: true,
  createInvitationCode: true,
  listInvitees: true,
  activateAccount: true,
  resendActivationMail: true,
  disownAccount: true,
  requestPasswordReset: true,
  resetPassword: true,
  logIn: true,
  refreshTokens: true,
  listSessions: true,
  endSession: true,
  endOtherSessions: true,
  logOut: true,
  changePassword: true,
  deleteAccount: true,
  issueCode: true,
  getCode: true,
  changeCode: true,
  startBatch: true,
  downloadBatch: true,
  listJobs: true,
  getJob: true,
  cancelJob: true,
  getQuota: true,
  setQuota: true,
  getPublicKeys: true,
  getTokenConfiguration: true,
};
const left = Object.keys(all).filter((operation) => !used.has(operation as keyof operations));
expect(left.length === 0, `not used: ${left.join(", ")}`);
console.log(`${used.size} operations used`);
