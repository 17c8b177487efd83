// What a page load costs the service: CPU of its process per load of /register, with and without a burst of sign-ups of
// which it refuses most with 503. A first visit asks for the page and its files, a returning one for the page alone.
// The load shares the cores with the service, so it does not go to 1,000 loads a second: the CPU per load counts.
//   node loads.mjs [--seconds 10] [--loads 200] [--clients 200]
import { readFileSync } from "node:fs";
import http from "node:http";
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { newVisitor, startBrowser } from "../../web/e2e/browser.mjs";
import { startService } from "../../web/e2e/service.mjs";
import { countTransfer } from "../../web/e2e/transfer.mjs";

const { values: options } = parseArgs({
  options: {
    seconds: { type: "string", default: "10" },
    loads: { type: "string", default: "200" },
    clients: { type: "string", default: "200" },
  },
});
const seconds = Number(options.seconds);
const rate = Number(options.loads);
const ticksPerSecond = 100;
const page = "/register";

// No limits and no captcha, because all of the load comes from one address. The hash is cheap and one sign-up at a time
// is let in, so that nearly all are refused, and what is not a page load costs little. Otherwise as shipped.
const service = await startService({
  "RateLimits:Enabled": "false",
  "Captcha:Provider": "None",
  "Passwords:MemoryKiB": "8",
  "Passwords:Iterations": "1",
  "Registration:MaxInFlight": "1",
});
const kept = new http.Agent({ keepAlive: true, maxSockets: 64 });
let files = [];
let number = 0;
await measureAll().finally(() => {
  kept.destroy();
  return service.stop();
});

async function measureAll() {
  files = await filesOfFirstVisit();

  await run(first(kept), 5); // the first requests are slow
  const idle = meter();
  await sleep(seconds * 1000);
  const idleCores = idle().cpu / seconds;
  console.log(`${cpus().length} cores of ${cpus()[0].model}; a first visit has ${files.length + 1} requests;`);
  console.log(`${rate} loads a second; without any load the service takes ${idleCores.toFixed(3)} cores\n`);
  console.log("| load | loads | others than 200 | p50 ms | p99 ms | CPU ms a load | other processes, cores |");
  console.log("|---|--:|--:|--:|--:|--:|--:|");
  report("returning visit, connection kept", await run(returning(kept)));
  report("returning visit, new connection", await run(withNewConnections(returning)));
  report("first visit, connections kept", await run(first(kept)));
  report("first visit, six new connections", await run(withNewConnections(first)));

  // What the burst alone costs is measured before and after, and subtracted.
  const idleBurst = () => burst(() => sleep(seconds * 1000));
  await idleBurst(); // the first sign-ups are slow
  for (const [name, load] of [
    ["returning visit in a burst", withNewConnections(returning)],
    ["first visit in a burst, connections kept", first(kept)],
    ["first visit in a burst", withNewConnections(first)],
  ]) {
    let result;
    const before = await idleBurst();
    const together = await burst(async () => (result = await run(load)));
    const after = await idleBurst();
    report(name, { ...result, cpu: together.cpu - (before.cpu + after.cpu) / 2 });
    console.log(`\nMeanwhile ${answers(together)}; without loads ${answers(before)} and then ${answers(after)}.\n`);
  }
}

/** Makes page loads at the rate, whether or not the earlier ones are done. */
async function run(load, length = seconds) {
  const usage = meter();
  const times = [];
  const wrong = [];
  const loads = [];
  const start = performance.now();
  for (let i = 0; i < rate * length; i++) {
    await sleep(start + (i * 1000) / rate - performance.now());
    const since = performance.now();
    loads.push(
      load().then((statuses) => {
        times.push(performance.now() - since);
        wrong.push(...statuses.filter((status) => status !== 200));
      }),
    );
  }
  await Promise.all(loads);
  return { ...usage(), loads: loads.length, times: times.sort((a, b) => a - b), wrong: wrong.length };
}

function report(name, { loads, wrong, times, cpu, others }) {
  const at = (part) => times[Math.floor(times.length * part)].toFixed(1);
  const perLoad = ((cpu / loads) * 1000).toFixed(3);
  console.log(`| ${name} | ${loads} | ${wrong} | ${at(0.5)} | ${at(0.99)} | ${perLoad} | ${others.toFixed(2)} |`);
}

/** Many clients that sign up at the beginning of each second, while the action runs. */
async function burst(action) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1000 });
  const usage = meter();
  const statuses = new Map();
  let isOver = false;
  const clients = Array.from({ length: Number(options.clients) }, async () => {
    while (!isOver) {
      const status = await signUp(agent);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      await sleep(1000 - (performance.now() % 1000));
    }
  });
  await action();
  isOver = true;
  await Promise.all(clients);
  agent.destroy();
  return { ...usage(), accepted: statuses.get(201) ?? 0, refused: statuses.get(503) ?? 0 };
}

function signUp(agent) {
  const id = `${process.pid}x${number++}`;
  const body = JSON.stringify({
    username: `user${id}`,
    nickname: `name${id}`,
    email: `${id}@example.org`,
    password1: "correct horse battery",
    password2: "correct horse battery",
    invitation_code: "",
    recaptcha: "",
  });
  return send({ agent, method: "POST", path: "/api/register", headers: { "Content-Type": "application/json" } }, body);
}

function answers({ accepted, refused }) {
  return `${accepted} sign-ups were accepted and ${refused} refused with 503`;
}

function returning(agent) {
  return async () => [await get(agent, page)];
}

// The files come after the page, all at once, over the connections that there are.
function first(agent) {
  return async () => [await get(agent, page), ...(await Promise.all(files.map((file) => get(agent, file))))];
}

function withNewConnections(visit) {
  return async () => {
    const agent = new http.Agent({ keepAlive: true, maxSockets: 6 });
    const statuses = await visit(agent)();
    agent.destroy();
    return statuses;
  };
}

function get(agent, path) {
  return send({ agent, path, headers: { Accept: "text/html,*/*", "Accept-Encoding": "gzip, deflate, br, zstd" } });
}

function send(request, body) {
  return new Promise((resolve) => {
    http
      .request({ host: "127.0.0.1", port: service.port, ...request }, (response) => {
        response.resume();
        response.on("end", () => resolve(response.statusCode));
      })
      .on("error", () => resolve(0))
      .end(body);
  });
}

async function filesOfFirstVisit() {
  const browser = await startBrowser();
  const { page: tab } = await newVisitor(browser, service.url);
  const transferred = await countTransfer(tab);
  await tab.goto(page, { waitUntil: "networkidle" });
  const paths = transferred().map(({ path }) => path);
  await browser.close();
  return paths.filter((path) => path !== page && !path.startsWith("/api/"));
}

/** CPU seconds of the service, and cores of all processes but the service and this one, from now on. */
function meter() {
  const read = () => {
    const stat = readFileSync(`/proc/${service.process.pid}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number);
    const all = readFileSync("/proc/stat", "utf8").split("\n")[0].split(/\s+/).slice(1).map(Number);
    const { user: own, system: ownSystem } = process.cpuUsage();
    return {
      time: performance.now() / 1000,
      service: (user + system) / ticksPerSecond,
      busy: (all[0] + all[1] + all[2] + all[5] + all[6]) / ticksPerSecond,
      own: (own + ownSystem) / 1e6,
    };
  };
  const before = read();
  return () => {
    const after = read();
    const since = (name) => after[name] - before[name];
    return { cpu: since("service"), others: (since("busy") - since("service") - since("own")) / since("time") };
  };
}

function sleep(milliseconds) {
  return milliseconds <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, milliseconds));
}
