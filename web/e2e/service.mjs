// Starts the built service on a SQLite file in a folder of its own, and reads the mails that it writes there.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const root = join(import.meta.dirname, "..", "..");

/** Starts the service, and waits until it is ready. */
export async function startService(settings = {}, port) {
  const chosen = port ?? (await freePort());
  const data = mkdtempSync(join(tmpdir(), "registration-web-"));
  const service = { url: `http://127.0.0.1:${chosen}`, data, port: chosen, output: "" };
  await launch(service, settings);
  return {
    ...service,
    mails: (address) => mails(data, address),
    mail: (address, count = 1) => waitFor(() => mails(data, address)[count - 1], `mail ${count} to ${address}`),
    accounts: () => accounts(data),
    kill: () => end(service, "SIGKILL"),
    restart: () => launch(service, settings),
    stop: async () => {
      await end(service, "SIGTERM");
      rmSync(data, { recursive: true, force: true });
    },
  };
}

async function launch(service, settings) {
  const all = { urls: service.url, PublicUrl: service.url, DataDirectory: service.data, ...settings };
  const process_ = spawn("dotnet", [program(), ...Object.entries(all).map(([key, value]) => `--${key}=${value}`)], {
    cwd: service.data,
    stdio: ["ignore", "pipe", "pipe"],
  });
  service.process = process_;
  for (const stream of [process_.stdout, process_.stderr]) {
    stream.on("data", (text) => {
      service.output += text;
    });
  }
  await waitFor(
    async () => {
      if (process_.exitCode !== null)
        throw new Error(`The service ended with ${process_.exitCode}:\n${service.output}`);
      return (await fetch(`${service.url}/health/ready`).catch(() => null))?.ok;
    },
    "the service",
    180_000,
  );
}

export function program() {
  if (process.env.WEB_API) return process.env.WEB_API;
  const found = ["Release", "Debug"]
    .map((configuration) => join(root, "WebApi", "bin", configuration, "net10.0", "WebApi.dll"))
    .find(existsSync);
  if (found === undefined) throw new Error("Build WebApi first.");
  return found;
}

/** How many accounts there are, by the service's own check of its store, which must find nothing wrong. */
function accounts(data) {
  const { status, stdout } = spawnSync(
    "dotnet",
    [join(dirname(program()), "Silo.dll"), "fsck", `--DataDirectory=${data}`],
    { cwd: data, encoding: "utf8" },
  );
  assert.equal(status, 0, stdout);
  return Number(/^(\d+) accounts/m.exec(stdout)[1]);
}

async function end(service, signal) {
  if (service.process.exitCode !== null || service.process.signalCode !== null) return;
  const ended = new Promise((resolve) => service.process.once("exit", resolve));
  service.process.kill(signal);
  await ended;
}

/** The text parts of the mails to an address, oldest first. */
function mails(data, address) {
  const folder = join(data, "mail");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".eml"))
    .map((name) => readFileSync(join(folder, name), "utf8"))
    .filter((text) => text.includes(address))
    .map((text) => ({ date: Date.parse(/^Date: (.*)$/m.exec(text)[1]), text: unquote(text) }))
    .sort((a, b) => a.date - b.date)
    .map((mail) => mail.text);
}

function unquote(text) {
  return text.replace(/=\r?\n/g, "").replace(/=([0-9A-F]{2})/g, (_, code) => String.fromCharCode(parseInt(code, 16)));
}

/** The link of a mail to a page. */
export function linkIn(mail, page) {
  return new RegExp(`https?://[^\\s"<]*/${page}#token=[\\w.~-]+`).exec(mail)?.[0];
}

/** Waits for a value that is not empty. */
export async function waitFor(look, what, patience = 30_000) {
  const until = Date.now() + patience;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > until) throw new Error(`Waited too long for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
