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
expect(me.role === "user", "role");
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

const params = { path: { id: account.id, purchase_id: "order-1" } };
const amount = { amount: "12.50", currency: "CNY" };
const purchase = { ...amount, purchase_id: "order-1" };
const refund = { ...amount, refund_id: "refund-1" };
expect(
  codes("recordPurchase", await api.POST("/api/users/{id}/purchases", { params, body: purchase }))[0] ===
    "not_an_administrator",
  "a purchase by its buyer",
);
expect(
  codes(
    "recordRefund",
    await api.POST("/api/users/{id}/purchases/{purchase_id}/refunds", { params, body: refund }),
  )[0] === "not_an_administrator",
  "a refund by its buyer",
);
expect(
  codes("getPurchase", await api.GET("/api/users/{id}/purchases/{purchase_id}", { params }))[0] ===
    "not_an_administrator",
  "a purchase, seen by its buyer",
);
const level = { level: 5, reason: "myself" };
expect(
  codes("setLevel", await api.POST("/api/admin/people/{id}/level", { params, body: level }))[0] ===
    "not_an_administrator",
  "a level by its owner",
);

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

// This account is no administrator, so every operators' route refuses it.
const of = { params: { path: { id: account.id } } };
const drastic = { password, reason: "a test" };
const key = { ...drastic, service: "client", scopes: ["people:read"], expires_at: "2027-01-31T00:00:00Z" };
const ofCode = { params: { path: { code: "NOCODE" } } };
const move = { inviter_id: account.id, reason: "a test" };
const webhook = { url: "https://example.com/hook", events: ["user.deleted"] };
const refused: [keyof operations, Result][] = [
  ["listApiKeys", await api.GET("/api/admin/api-keys")],
  ["createApiKey", await api.POST("/api/admin/api-keys", { body: key })],
  ["revokeApiKey", await api.DELETE("/api/admin/api-keys/{id}", { params: { path: { id: "none" } } })],
  ["getPerson", await api.GET("/api/admin/people/{id}", of)],
  ["deletePerson", await api.DELETE("/api/admin/people/{id}", { ...of, body: drastic })],
  ["setRole", await api.POST("/api/admin/people/{id}/role", { ...of, body: { ...drastic, role: "admin" } })],
  ["disablePerson", await api.POST("/api/admin/people/{id}/disable", { ...of, body: { reason: "a test" } })],
  ["enablePerson", await api.POST("/api/admin/people/{id}/enable", of)],
  ["activatePerson", await api.POST("/api/admin/people/{id}/activate", of)],
  ["resendPersonActivation", await api.POST("/api/admin/people/{id}/resend-activation", of)],
  ["endPersonSessions", await api.POST("/api/admin/people/{id}/end-sessions", of)],
  ["listPersonSessions", await api.GET("/api/admin/people/{id}/sessions", of)],
  [
    "endPersonSession",
    await api.DELETE("/api/admin/people/{id}/sessions/{session}", {
      params: { path: { id: account.id, session: account.id } },
    }),
  ],
  ["readPersonAudit", await api.GET("/api/admin/people/{id}/audit", of)],
  ["readAuditLog", await api.GET("/api/admin/audit", { params: { query: { limit: 1 } } })],
  ["listPeople", await api.GET("/api/admin/people")],
  ["listInviters", await api.GET("/api/admin/people/{id}/inviters", of)],
  ["freezePerson", await api.POST("/api/admin/people/{id}/freeze", { ...of, body: { reason: "a test" } })],
  ["unfreezePerson", await api.POST("/api/admin/people/{id}/unfreeze", { ...of, body: { reason: "a test" } })],
  ["freezeSubtree", await api.POST("/api/admin/people/{id}/subtree/freeze", { ...of, body: { reason: "a test" } })],
  ["unfreezeSubtree", await api.POST("/api/admin/people/{id}/subtree/unfreeze", { ...of, body: { reason: "a test" } })],
  ["listQuarantine", await api.GET("/api/admin/quarantine")],
  ["movePerson", await api.POST("/api/admin/people/{id}/move", { ...of, body: move })],
  ["getStatistics", await api.GET("/api/admin/statistics", { params: { query: { step: "hour" } } })],
  [
    "getCodeStatistics",
    await api.GET("/api/admin/codes/{code}/statistics", {
      params: { path: { code: "NOCODE" }, query: { step: "hour" } },
    }),
  ],
  ["issueCode", await api.POST("/api/admin/codes", { body: { limit: 1 } })],
  ["listCodes", await api.GET("/api/admin/codes", { params: { query: { label: "spring", order: "used" } } })],
  ["getCode", await api.GET("/api/admin/codes/{code}", ofCode)],
  ["changeCode", await api.PATCH("/api/admin/codes/{code}", { ...ofCode, body: {} })],
  ["startBatch", await api.POST("/api/admin/codes/batches", { body: { count: 1 } })],
  ["downloadBatch", await api.GET("/api/admin/codes/batches/{id}/codes.csv", of)],
  ["listJobs", await api.GET("/api/admin/jobs")],
  ["getJob", await api.GET("/api/admin/jobs/{id}", of)],
  ["cancelJob", await api.POST("/api/admin/jobs/{id}/cancel", of)],
  ["getQuota", await api.GET("/api/admin/people/{id}/quota", of)],
  ["setQuota", await api.PUT("/api/admin/people/{id}/quota", { ...of, body: { codes: 1 } })],
  ["listWebhooks", await api.GET("/api/admin/webhooks")],
  ["createWebhook", await api.POST("/api/admin/webhooks", { body: webhook })],
  ["getWebhook", await api.GET("/api/admin/webhooks/{id}", of)],
  ["changeWebhook", await api.PATCH("/api/admin/webhooks/{id}", { ...of, body: {} })],
  ["deleteWebhook", await api.DELETE("/api/admin/webhooks/{id}", of)],
  ["listWebhookSecrets", await api.GET("/api/admin/webhooks/{id}/secrets", of)],
  ["createWebhookSecret", await api.POST("/api/admin/webhooks/{id}/secrets", of)],
  [
    "deleteWebhookSecret",
    await api.DELETE("/api/admin/webhooks/{id}/secrets/{number}", {
      params: { path: { id: account.id, number: "1" } },
    }),
  ],
  ["testWebhook", await api.POST("/api/admin/webhooks/{id}/test", of)],
  ["listWebhookDeliveries", await api.GET("/api/admin/webhooks/{id}/deliveries", of)],
  [
    "replayWebhookDelivery",
    await api.POST("/api/admin/webhooks/{id}/deliveries/{delivery}/replay", {
      params: { path: { id: account.id, delivery: account.id } },
    }),
  ],
  [
    "replayFailedWebhookDeliveries",
    await api.POST("/api/admin/webhooks/{id}/replay", { ...of, body: { since: "2026-01-31T00:00:00Z" } }),
  ],
];
for (const [operation, result] of refused) {
  expect(codes(operation, result)[0] === "not_an_administrator", operation);
}

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
  recordPurchase: true,
  recordRefund: true,
  getPurchase: true,
  setLevel: true,
  logIn: true,
  refreshTokens: true,
  listSessions: true,
  endSession: true,
  endOtherSessions: true,
  logOut: true,
  changePassword: true,
  deleteAccount: true,
  issueCode: true,
  listCodes: true,
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
  listApiKeys: true,
  createApiKey: true,
  revokeApiKey: true,
  getPerson: true,
  deletePerson: true,
  setRole: true,
  disablePerson: true,
  enablePerson: true,
  activatePerson: true,
  resendPersonActivation: true,
  endPersonSessions: true,
  listPersonSessions: true,
  endPersonSession: true,
  readPersonAudit: true,
  readAuditLog: true,
  listPeople: true,
  listInviters: true,
  listWebhooks: true,
  createWebhook: true,
  getWebhook: true,
  changeWebhook: true,
  deleteWebhook: true,
  listWebhookSecrets: true,
  createWebhookSecret: true,
  deleteWebhookSecret: true,
  testWebhook: true,
  listWebhookDeliveries: true,
  replayWebhookDelivery: true,
  replayFailedWebhookDeliveries: true,
  movePerson: true,
  freezePerson: true,
  unfreezePerson: true,
  freezeSubtree: true,
  unfreezeSubtree: true,
  listQuarantine: true,
  getStatistics: true,
  getCodeStatistics: true,
};
const left = Object.keys(all).filter((operation) => !used.has(operation as keyof operations));
expect(left.length === 0, `not used: ${left.join(", ")}`);
console.log(`${used.size} operations used`);
