// Sign-up and log-in with better-auth, on PostgreSQL. Settings come from the environment:
//   PORT, PG_PORT, DATABASE
//   HASH      default (scrypt, N=16384 r=16 p=1) or cheap (one SHA-256)
//   WORKERS   processes (2)
//   POOL      database connections of each process (16)
import cluster from "node:cluster";
import http from "node:http";
import { createHash, randomInt } from "node:crypto";
import pg from "pg";
import { betterAuth } from "better-auth";
import { username } from "better-auth/plugins";
import { APIError } from "better-auth/api";
import { getMigrations } from "better-auth/db/migration";
import { getCurrentAdapter } from "@better-auth/core/context";

const port = Number(process.env.PORT ?? 8003);
const workers = Number(process.env.WORKERS ?? 2);
const pool = new pg.Pool({
  host: "127.0.0.1",
  port: Number(process.env.PG_PORT ?? 54321),
  user: "postgres",
  database: process.env.DATABASE ?? "better_auth",
  max: Number(process.env.POOL ?? 16),
});

const cheap = process.env.HASH === "cheap" && {
  hash: async (password) => createHash("sha256").update(password).digest("hex"),
  verify: async ({ hash, password }) => createHash("sha256").update(password).digest("hex") === hash,
};
const letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
const newCode = () => Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join("");

const auth = betterAuth({
  baseURL: `http://127.0.0.1:${port}`,
  secret: "a-key-of-this-rival-only-32-bytes-long",
  database: pool,
  logger: { disabled: true },
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  emailAndPassword: { enabled: true, minPasswordLength: 8, ...(cheap && { password: cheap }) },
  plugins: [username({ minUsernameLength: 6, maxUsernameLength: 22 })],
  user: {
    additionalFields: {
      nickname: { type: "string", required: true, unique: true },
      usedCode: { type: "string", required: false },
      invitationCode: { type: "string", required: false, unique: true, input: false },
      invitationUserCount: { type: "number", required: false, defaultValue: 0, input: false },
    },
  },
  databaseHooks: {
    user: {
      create: {
        // This hook runs in the transaction of the sign-up: the count is committed with the user or not at all.
        before: async (user, ctx) => {
          if (user.usedCode) {
            const adapter = await getCurrentAdapter(ctx.context.adapter);
            const inviter = await adapter.incrementOne({
              model: "user",
              where: [{ field: "invitationCode", value: user.usedCode }],
              increment: { invitationUserCount: 1 },
            });
            if (!inviter) throw new APIError("BAD_REQUEST", { message: "unknown invitation code" });
          }
          return { data: { ...user, invitationCode: newCode() } };
        },
      },
    },
  },
});

async function readJson(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return JSON.parse(Buffer.concat(parts).toString("utf8"));
}

function reply(response, status, value) {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, { "content-type": "application/json", "content-length": body.length });
  response.end(body);
}

const routes = {
  "/api/register/": async (body, headers) => {
    if (body.password1 !== body.password2) throw new APIError("BAD_REQUEST", { message: "the passwords differ" });
    if (!body.recaptcha) throw new APIError("BAD_REQUEST", { message: "recaptcha" }); // Any answer is right.
    const { token, user } = await auth.api.signUpEmail({
      headers,
      body: {
        email: body.email,
        password: body.password1,
        name: body.nickname,
        username: body.username,
        nickname: body.nickname,
        usedCode: body.invitation_code || undefined,
      },
    });
    const { nickname, username, email, invitationCode } = user;
    return [201, { token, nickname, username, email, invitation_code: invitationCode }];
  },
  "/jwt/login/": async (body, headers) => {
    const { username, password } = body;
    const result = await auth.api.signInUsername({ headers, body: { username, password } });
    return result
      ? [200, { token: result.token, nickname: result.user.nickname }]
      : [401, { detail: "wrong user name or password" }];
  },
};

async function handle(request, response) {
  const route = request.method === "POST" ? routes[request.url] : undefined;
  if (!route) return reply(response, 404, {});
  try {
    reply(response, ...(await route(await readJson(request), new Headers())));
  } catch (error) {
    if (error instanceof APIError) reply(response, error.statusCode, error.body ?? {});
    else { console.error(error); reply(response, 500, {}); }
  }
}

if (cluster.isPrimary) {
  const { runMigrations } = await getMigrations(auth.options);
  await runMigrations();
  await pool.end();
  for (let i = 0; i < workers; i++) cluster.fork();
  process.on("SIGTERM", () => {
    for (const worker of Object.values(cluster.workers)) worker.process.kill("SIGTERM");
    process.exit(0);
  });
} else {
  http.createServer({ keepAliveTimeout: 5000 }, handle).listen(port, "127.0.0.1", 2048);
  process.on("SIGTERM", () => process.exit(0));
}
