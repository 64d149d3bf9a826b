import { once } from "node:events";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeAll, expect, test } from "vitest";
import { type ChaosServer, startChaosServer, until } from "../../chaos/support/chaos-server.ts";
import { createDataFolder } from "../../support/server-process.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

const data = createDataFolder();
let database: TestDatabase;
let server: ChaosServer;

beforeAll(async () => {
  database = await createTestDatabase();
  return async () => {
    await database.drop();
    data.remove();
  };
});

afterEach(async () => {
  server.kill("SIGKILL");
  await server.ended;
});

async function startServer(delaySeconds: number): Promise<ChaosServer> {
  const mistake = pathToFileURL(path.join(import.meta.dirname, "../support/throw-on-signal.ts"));
  server = await startChaosServer({
    DATABASE_URL: database.url,
    KUBECENT_DATA: data.folder,
    KUBECENT_ROLE: "api",
    SHUTDOWN_DELAY_SECONDS: String(delaySeconds),
    NODE_OPTIONS: `--import=${mistake.href}`,
  });
  return server;
}

/** A request whose body has come half-way: it is under way until `finish`. */
async function beginRequest({ url, token }: ChaosServer): Promise<{ finish(): Promise<string> }> {
  const socket: Socket = connect(Number(new URL(url).port), "127.0.0.1");
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  socket.on("error", () => undefined);
  const head = [
    "POST /api/trpc/system.info HTTP/1.1",
    "Host: a",
    `Authorization: Bearer ${token}`,
    "Content-Type: application/json",
    "Content-Length: 2",
    "Expect: 100-continue",
  ];
  socket.write(`${head.join("\r\n")}\r\n\r\n`);
  // The server has read the headers, and counts this as under way.
  await until("the server wants the body", () => Promise.resolve(text.includes("100 Continue")));
  return {
    finish: async () => {
      socket.write("{}");
      await once(socket, "close");
      return text;
    },
  };
}

test("a service that gets SIGTERM says so before it shuts the door, and finishes what is under way", async () => {
  await startServer(1);
  const request = await beginRequest(server);
  server.kill("SIGTERM");

  await until("it is not ready", async () => (await server.ask("/readyz")).status === 503);
  const meanwhile = await server.ask("/api/v1/info");
  await until("the door is shut", () =>
    server.ask("/livez").then(
      () => false,
      () => true,
    ),
  );
  const answer = await request.finish();

  expect(meanwhile.status).toBe(200);
  expect(meanwhile.headers.get("connection")).toBe("close");
  expect(answer).toMatch(/HTTP\/1\.1 (200|405) /);
  expect(await server.ended).toBe(0);
});

test("SIGTERM that comes again, as from a supervisor to the whole group and from npm, cuts nothing short", async () => {
  await startServer(0);
  const request = await beginRequest(server);
  server.kill("SIGTERM");
  await until("it stops", () => Promise.resolve(server.output().includes("shutdown.start")));
  server.kill("SIGTERM");
  server.kill("SIGHUP");

  const answer = await request.finish();

  expect(answer).toMatch(/HTTP\/1\.1 (200|405) /);
  expect(await server.ended).toBe(0);
  expect(server.output()).toContain("shutdown.complete");
});

test("SIGINT while it stops ends it at once", async () => {
  await startServer(60);
  server.kill("SIGTERM");
  await until("it stops", () => Promise.resolve(server.output().includes("shutdown.start")));

  server.kill("SIGINT");

  expect(await server.ended).toBe(130);
});

test("SIGINT does not wait for balancers", async () => {
  await startServer(60);

  server.kill("SIGINT");

  expect(await server.ended).toBe(0);
});

test("a mistake that nobody caught is logged, what is under way is finished, and the process ends", async () => {
  await startServer(60);
  const request = await beginRequest(server);
  server.kill("SIGUSR2");
  await until("it is logged", () => Promise.resolve(server.output().includes("uncaught_exception")));

  const answer = await request.finish();

  expect(answer).toMatch(/HTTP\/1\.1 (200|405) /);
  expect(await server.ended).toBe(70);
  const line =
    server
      .output()
      .split("\n")
      .find((text) => text.includes("uncaught_exception")) ?? "";
  expect(JSON.parse(line)).toMatchObject({ error: "a planted mistake", error_type: "Error", path: null });
  expect(JSON.parse(line)).toHaveProperty("error_id");
});
