import { existsSync } from "node:fs";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { findFreePort } from "../../server/src/store/embedded/free-port.ts";
import { canContain, Container, createVolumes, runInContainer } from "./support/container.ts";
import { laidOut } from "./support/laid-out.ts";

describe.skipIf(!canContain)("a container of the target embedded", () => {
  const volumes = createVolumes();

  afterAll(() => volumes.remove());

  async function start(): Promise<{ container: Container; url: string }> {
    const port = await findFreePort();
    const container = new Container({
      app: await laidOut("embedded"),
      target: "embedded",
      volumes,
      env: { PORT: String(port), SHUTDOWN_DELAY_SECONDS: "0" },
    });
    await container.until(/"event":"collection.start"/);
    return { container, url: `http://127.0.0.1:${port}` };
  }

  test("runs PostgreSQL in its data folder, and ends it with itself", async () => {
    const { container, url } = await start();
    const { status } = await fetch(`${url}/readyz`);

    container.signal("SIGTERM");
    const ended = await container.ended;

    expect({ status, ...ended }).toMatchObject({ status: 200, code: 0 });
    expect(existsSync(path.join(volumes.folder, "data/postgres/PG_VERSION"))).toBe(true);
    expect(existsSync(path.join(volumes.folder, "data/postgres/postmaster.pid"))).toBe(false);
  });

  test("finds what it has when it is started again on the same volume", async () => {
    const { container } = await start();
    container.signal("SIGTERM");
    const ended = await container.ended;

    expect(ended).toMatchObject({ code: 0 });
    expect(ended.stdout).not.toMatch(/"migrations":\["/);
  });
});

test.skipIf(!canContain)("the service without DATABASE_URL ends at once and says what to do", async () => {
  const { code, stderr } = await runInContainer({ app: await laidOut("service"), target: "service" });

  expect(code).not.toBe(0);
  expect(stderr).toContain("DATABASE_URL");
});
