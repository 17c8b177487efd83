// The client that this API was first written for, on a page of another origin: its service class works unchanged.
import assert from "node:assert/strict";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { build } from "esbuild";
import { startBrowser } from "./browser.mjs";
import { startService } from "./service.mjs";
import { password } from "./steps.mjs";

const SECRET = "the secret of reCAPTCHA";
const mei = { ...form("mei_lin", "Mei Lin 美林"), recaptcha: "a good answer" };
let provider, site, service, browser, page;

before(async () => {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, "seed", "main.ts")],
    bundle: true,
    write: false,
    format: "esm",
    tsconfigRaw: { compilerOptions: { experimentalDecorators: true } },
  });
  site = await serve((request, answer) => {
    const isScript = request.url === "/main.js";
    answer.setHeader("Content-Type", isScript ? "text/javascript" : "text/html");
    answer.end(isScript ? outputFiles[0].contents : '<!doctype html><script type="module" src="main.js"></script>');
  });
  provider = await serve(async (request, answer) => {
    let body = "";
    for await (const chunk of request) body += chunk;
    const sent = new URLSearchParams(body);
    const success = sent.get("secret") === SECRET && sent.get("response").startsWith("a good answer");
    answer.setHeader("Content-Type", "application/json");
    answer.end(JSON.stringify({ success, challenge_ts: new Date().toISOString(), hostname: "127.0.0.1" }));
  });
  service = await startService({
    "Cors:Origins": `http://127.0.0.1:${site.address().port}`,
    "Captcha:Provider": "ReCaptcha",
    "Captcha:SiteKey": "site-key",
    "Captcha:Secret": SECRET,
    "Captcha:VerifyUrl": `http://127.0.0.1:${provider.address().port}/`,
  });

  // The class has the address of the service in its code.
  browser = await startBrowser([`--host-resolver-rules=MAP 127.0.0.1:8000 127.0.0.1:${service.port}`]);
  page = await open("127.0.0.1");
});

after(async () => {
  await browser?.close();
  await service?.stop();
  for (const server of [provider, site]) server?.close();
});

async function serve(answer) {
  const server = createServer(answer);
  await new Promise((resolve) => server.listen(0, resolve));
  return server;
}

function form(username, nickname) {
  return {
    username,
    nickname,
    email: `${username}@example.org`,
    password1: password,
    password2: password,
    invitation_code: "",
    recaptcha: `a good answer for ${username}`,
  };
}

async function open(host) {
  const context = await browser.newContext();
  const opened = await context.newPage();
  await opened.goto(`http://${host}:${site.address().port}/`);
  await opened.waitForFunction(() => "auth" in globalThis);
  return opened;
}

/** Calls a method as a component would. Gives what it emits, or the status and the body of the error. */
function call(at, method, items) {
  return at.evaluate(
    async ([name, argument]) => {
      try {
        return { emitted: await globalThis.firstValueFrom(globalThis.auth[name](argument)) };
      } catch (error) {
        return { status: error.status, body: error.error };
      }
    },
    [method, items],
  );
}

const stored = () =>
  page.evaluate(() => ({
    nickname: localStorage.getItem("nickname"),
    token: localStorage.getItem("access_token"),
    loggedIn: globalThis.auth.loggedIn,
  }));

/** The account of a token, asked for by the page. */
const me = (token) =>
  page.evaluate(async (bearer) => {
    const headers = { Authorization: `Bearer ${bearer}` };
    const answer = await fetch("http://127.0.0.1:8000/api/me/", { headers });
    return await answer.json();
  }, token);

test("it registers, and keeps the token and the nickname", async () => {
  assert.deepEqual(await call(page, "register", mei), { emitted: true });
  const { nickname, token, loggedIn } = await stored();
  assert.equal(nickname, mei.nickname);
  assert.equal(loggedIn, true);
  assert.equal((await me(token)).username, mei.username);
});

test("it reads why a sign-up is refused, and keeps what it has", async () => {
  const earlier = await stored();
  const again = { ...mei, email: "other@example.org", password2: "different", recaptcha: "a good answer for another" };
  const { status, body } = await call(page, "register", again);
  assert.equal(status, 400);
  assert.equal(body.errors.username[0].code, "taken");
  assert.equal(body.errors.password2[0].code, "mismatch");
  const robot = await call(page, "register", { ...form("robot_1", "Some Robot"), recaptcha: "a bad answer" });
  assert.equal(robot.body.errors.recaptcha[0].code, "invalid");
  assert.deepEqual(await stored(), earlier);
});

test("its invitation counts", async () => {
  const { token } = await stored();
  const { invitation_code } = await me(token);
  const invited = await call(page, "register", { ...form("tom_wang", "Tom Wang"), invitation_code });
  assert.deepEqual(invited, { emitted: true });
  assert.equal((await me(token)).invitation_user_count, 1);
});

test("it logs out, and logs in", async () => {
  await page.evaluate(() => globalThis.auth.logout());
  assert.deepEqual(await stored(), { nickname: null, token: null, loggedIn: false });
  const wrong = await call(page, "login", { username: mei.username, password: "a wrong password" });
  assert.equal(wrong.status, 401);
  assert.equal(wrong.body.non_field_errors[0].code, "invalid_credentials");
  assert.equal((await stored()).loggedIn, false);
  assert.deepEqual(await call(page, "login", { username: mei.username, password }), { emitted: true });
  const { nickname, token } = await stored();
  assert.equal(nickname, mei.nickname);
  assert.equal((await me(token)).username, mei.username);
});

test("from an origin that is not in Cors:Origins it makes no account", async () => {
  const earlier = service.accounts();
  const elsewhere = await open("localhost");
  const { status } = await call(elsewhere, "register", form("elsewhere", "From elsewhere"));
  assert.equal(status, 0);
  assert.equal(service.accounts(), earlier);
});
