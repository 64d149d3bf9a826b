import { stripVTControlCharacters } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { createDataFolder } from "../support/server-process.ts";
import { hasTerminals, startAtTerminal } from "../support/terminal.ts";

describe.skipIf(!hasTerminals)("npm start at a terminal", () => {
  const data = createDataFolder();
  afterAll(() => data.remove());

  test("reads well from the first line to the last", async () => {
    const server = startAtTerminal(["scripts/node26.mjs", "scripts/start.ts"], {
      env: { KUBECENT_DATA: data.folder, PORT: "0" },
    });
    const [, token = "", url = ""] = await server.until(/Bearer (kc_\S+)" "(http:\/\/localhost:\d+)\//);
    for (const path of ["/livez", "/readyz", "/metrics"]) await fetch(`${url}${path}`);
    const headers = { Authorization: `Bearer ${token}` };
    await fetch(`${url}/api/v1/cost/namespaces?window=last7d`, { headers });
    await server.until(/GET /);
    server.signal("SIGTERM");
    const { code, text } = await server.ended;

    const lines = stripVTControlCharacters(text).split("\r\n");
    const logged = lines.filter((line) => /^\[\d\d:\d\d:\d\d\] (INFO|NOTICE): /.test(line));
    expect(code).toBe(0);
    expect(text).not.toContain('{"level"');
    // A bar hides the cursor and runs into the lines.
    expect(text).not.toContain("?25l");
    expect(logged[0]).toContain("embedded_postgres.initialized");
    expect(logged.at(-1)).toContain("shutdown.complete");
    expect(logged.join("\n")).toMatch(/GET \/api\/v1\/cost\/namespaces 200 [\d.]+ ms caller=token:\d+/);
    expect(text).not.toMatch(/GET \/(livez|readyz|metrics)/);
  });
});
