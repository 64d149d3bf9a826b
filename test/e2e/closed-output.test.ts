import { execFileSync } from "node:child_process";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { demoCluster } from "../chaos/support/chaos-server.ts";
import { createDataFolder, type ServerProcess, startServerProcess } from "../support/server-process.ts";

const data = createDataFolder();
let server: ServerProcess;

beforeAll(async () => {
  server = await startServerProcess(data.folder, {
    CLUSTERS_FILE: demoCluster(path.dirname(data.folder), 1),
  });
});

afterAll(async () => {
  await server.end("SIGINT");
  data.remove();
});

test("a command whose output nobody reads to its end says nothing about it", () => {
  const script = `node scripts/node26.mjs scripts/admin.ts --help 2>&1 >/dev/null | cat;
    node scripts/node26.mjs scripts/admin.ts token list 2>/tmp/stderr-$$ | true; cat /tmp/stderr-$$; rm /tmp/stderr-$$`;

  const said = execFileSync("sh", ["-c", script], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"] ?? "", KUBECENT_DATA: data.folder },
  });

  expect(said).toBe("");
});
