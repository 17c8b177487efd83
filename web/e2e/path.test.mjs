// PublicUrl with a path: a proxy that strips the path, a proxy that passes it on, and no proxy. Everything stays below
// the path.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { after, before, test } from "node:test";
import { newVisitor, startBrowser } from "./browser.mjs";
import { freePort, linkIn, startService } from "./service.mjs";
import { activate, fill, password, seesHeading, sendSignUp, signIn, signUp } from "./steps.mjs";
import { en } from "./texts.mjs";

const PATH = "/some/path";
const mei = { username: "mei_lin", nickname: "Mei Lin", email: "mei@example.org" };
const tom = { username: "tom_wang", nickname: "Tom Wang", email: "tom@example.org" };
let browser;

before(async () => {
  browser = await startBrowser();
});

after(() => browser?.close());

/** A proxy for what is below the path. Gives its port, and the paths beyond that were asked for. */
async function startProxy(target, rewrite) {
  const outside = [];
  const server = createServer((incoming, answer) => {
    if (incoming.url !== PATH && !incoming.url.startsWith(`${PATH}/`)) {
      outside.push(incoming.url);
      answer.writeHead(404).end();
      return;
    }

    const { method, headers } = incoming;
    const forwarded = { ...headers, "X-Forwarded-For": "192.0.2.1", "X-Forwarded-Proto": "http" };
    const options = { host: "127.0.0.1", port: target, path: rewrite(incoming.url), method, headers: forwarded };
    const onwards = request(options, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    onwards.on("error", () => answer.destroy());
    incoming.pipe(onwards);
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const stop = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { port: server.address().port, outside, stop };
}

const proxies = {
  "behind a proxy that strips the path": (port) =>
    startProxy(port, (url) => (url === PATH ? "/" : url.slice(PATH.length))),
  "behind a proxy that passes the path on": (port) => startProxy(port, (url) => url),
  "without a proxy": (port) => ({ port, outside: [], stop: () => undefined }),
};

for (const [where, start] of Object.entries(proxies)) {
  test(`${where} the client works below the path of PublicUrl`, async () => {
    const port = await freePort();
    const proxy = await start(port);
    const url = `http://127.0.0.1:${proxy.port}${PATH}`;
    const service = await startService({ PublicUrl: url, "Proxy:KnownAddresses": "127.0.0.1" }, port);
    try {
      await tellStory(service, url);
      assert.deepEqual(proxy.outside, []);
    } finally {
      await service.stop();
      await proxy.stop();
    }
  });
}

// A visitor's breaches have each request that does not begin with the URL.
async function tellStory(service, url) {
  const inviter = await newVisitor(browser, url);
  await inviter.page.goto(url);
  await inviter.page.getByRole("main").getByRole("link", { name: en.register.link }).click();
  await seesHeading(inviter.page, en.register.heading);
  await signUp(inviter.page, en, mei);
  await seesHeading(inviter.page, en.checkMail.heading);
  assert.ok(linkIn(await service.mail(mei.email), "activate").startsWith(`${url}/activate#`));
  await activate(inviter.page, en, service, mei.email);
  await seesHeading(inviter.page, mei.nickname);
  assert.equal(inviter.page.url(), `${url}/profile`);
  const [cookie] = await inviter.context.cookies(`${url}/jwt/refresh`);
  assert.equal(cookie.path, `${PATH}/jwt/`);
  await inviter.page.reload();
  await seesHeading(inviter.page, mei.nickname);
  await inviter.page.getByRole("navigation").getByRole("link", { name: en.invite.link }).click();
  await seesHeading(inviter.page, en.invite.heading);
  const link = await inviter.page.locator("dd.address").innerText();
  assert.ok(link.startsWith(`${url}/register?code=`));

  const invitee = await newVisitor(browser, url);
  await invitee.page.goto(link);
  await invitee.page.locator(".inviter").waitFor();
  await fill(invitee.page, en, { ...tom, password });
  await sendSignUp(invitee.page, en);
  await seesHeading(invitee.page, en.checkMail.heading);
  await inviter.page.locator(".counts dd").first().getByText("1").waitFor();
  await invitee.page.getByRole("button", { name: en.profile.signOut }).click();
  await seesHeading(invitee.page, en.signIn.heading);
  assert.deepEqual(await invitee.context.cookies(`${url}/jwt/refresh`), []);

  await inviter.page.goto("sign-in");
  await seesHeading(inviter.page, mei.nickname);
  await inviter.page.getByRole("button", { name: en.profile.signOut }).click();
  await seesHeading(inviter.page, en.signIn.heading);
  await signIn(inviter.page, en, mei.username);
  await seesHeading(inviter.page, mei.nickname);

  // A path that nobody knows, and the way back.
  assert.equal((await invitee.page.goto("no/such/page")).status(), 404);
  await seesHeading(invitee.page, en.notFound.heading);
  await invitee.page.getByRole("link", { name: en.notFound.home }).click();
  await seesHeading(invitee.page, en.home.heading);
  assert.equal(new URL(invitee.page.url()).pathname.replace(/\/$/, ""), PATH);
  assert.deepEqual(inviter.refusals, []);
  assert.deepEqual(invitee.refusals, [`404 ${PATH}/no/such/page`]);
  assert.deepEqual([...inviter.breaches, ...invitee.breaches], []);
  await inviter.context.close();
  await invitee.context.close();

  // The API reference, whose script tries whether it may evaluate texts.
  const reader = await newVisitor(browser, url);
  await reader.page.goto("docs/");
  await reader.page.getByText("Check an invitation code").first().waitFor();
  assert.deepEqual(reader.breaches, ["content policy: script-src eval "]);
  assert.deepEqual(reader.refusals, []);
  await reader.context.close();
}
