import { existsSync } from "node:fs";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { hasTerminals, startAtTerminal } from "../support/terminal.ts";
import { laidOut } from "./support/laid-out.ts";

// `docker run -t`: what makes lines pretty is not in the image.
describe.skipIf(!hasTerminals)("the image's service at a terminal", () => {
  let app = "";
  beforeAll(async () => {
    app = await laidOut("service");
  });
  const linesOf = async (env: Record<string, string> = {}): Promise<Record<string, unknown>[]> => {
    // It warns about the first setting, and ends for nobody listens on port 1.
    const { ended } = startAtTerminal(["server/src/main.ts"], {
      cwd: app,
      env: {
        ENVIRONMENT: "development",
        ENABLE_SIGNATURE_VERIFICATION: "false",
        DATABASE_URL: "postgres://kubecent@127.0.0.1:1/kubecent",
        KUBECENT_ROLE: "api",
        KUBECENT_DATA: path.join(app, "data"),
        ...env,
      },
    });
    const { code, text } = await ended;
    expect(code).toBe(69);
    return text.split("\r\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
  };

  test("logs JSON", async () => {
    expect(existsSync(path.join(app, "node_modules/pino"))).toBe(true);
    expect(existsSync(path.join(app, "node_modules/pino-pretty"))).toBe(false);
    expect(await linesOf()).toMatchObject([{ event: "signature_verification_always_enabled" }]);
  });

  test("says why, where LOG_FORMAT asks for something else", async () => {
    expect(await linesOf({ LOG_FORMAT: "pretty" })).toMatchObject([
      {
        level: "warn",
        event: "log.not_pretty",
        message: expect.stringContaining("pino-pretty is not installed"),
      },
      { event: "signature_verification_always_enabled" },
    ]);
  });
});
