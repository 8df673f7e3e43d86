// A demo for a test run of Node: `server()` starts it, or takes that of MERCAT_READY_FILE; `instance()` makes another one.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

export async function call(url, { method = "GET", body, token } = {}) {
  const headers = { ...(token && { authorization: `Bearer ${token}` }), ...(body && { "content-type": "application/json" }) };
  const response = await fetch(url, { method, headers, body: body && JSON.stringify(body) });
  return response.json();
}

export async function server(...options) {
  const running = process.env.MERCAT_READY_FILE;
  if (running) return { ready: JSON.parse(readFileSync(running, "utf8")), close: async () => {} };
  const folder = mkdtempSync(join(tmpdir(), "mercat-node-"));
  const file = join(folder, "ready.json");
  const words = ["demo", "--port", "0", "--ready-file", file, "--quiet", "--end-with", String(process.pid), ...options];
  const demo = spawn("mercat", words, { stdio: ["ignore", "ignore", "inherit"] });
  const ended = once(demo, "exit");
  while (!existsSync(file)) {
    if (demo.exitCode !== null) throw new Error(`mercat demo ended with ${demo.exitCode}`);
    await sleep(10);
  }
  const close = async () => {
    demo.kill("SIGTERM");
    await ended;
    rmSync(folder, { recursive: true });
  };
  return { ready: JSON.parse(readFileSync(file, "utf8")), close };
}

export async function instance(ready, from = "seed") {
  const made = await call(`${ready.sandbox.url}/instances`, { method: "POST", body: { from } });
  const sandbox = (method, path, body) => call(made.sandbox.url + path, { method, body });
  return {
    ...made,
    advance: (seconds) => sandbox("POST", "/clock", { advance_seconds: seconds }),
    fault: (order) => sandbox("POST", "/faults", order),
    requests: async () => (await sandbox("GET", "/requests")).requests,
    close: () => call(`${ready.sandbox.url}/instances/${made.id}`, { method: "DELETE" }),
  };
}
