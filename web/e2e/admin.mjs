// Makes an administrator, as the one who runs the service does.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { program } from "./service.mjs";
import { register } from "./steps.mjs";

/** Signs up a person, who becomes an administrator. The service starts anew. */
export async function registerAdmin(page, texts, service, person) {
  await register(page, texts, service, person);
  const silo = join(dirname(program()), "Silo.dll");
  const act = ["admin", "grant", person.username, "--reason", "first administrator"];
  const { status, stdout, stderr } = spawnSync("dotnet", [silo, ...act, `--DataDirectory=${service.data}`], {
    cwd: service.data,
    encoding: "utf8",
  });
  assert.equal(status, 0, stdout + stderr);

  // A running service shows the role that it knew when it read the account.
  await service.kill();
  await service.restart();
}
