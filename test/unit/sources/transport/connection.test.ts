import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { PROMETHEUS } from "../../../../server/src/sources/prometheus/query/query-client.ts";
import { createConnection } from "../../../../server/src/sources/transport/source-connection.ts";
import { readBody } from "../../../../server/src/sources/transport/http-exchange.ts";
import { fakePrometheus, listen } from "../prometheus/support/fake-prometheus.ts";

const run = promisify(execFile);
const NEVER = new AbortController().signal;
const FORM = new URLSearchParams({ query: "up" });
const hasOpenssl = await run("openssl", ["version"]).then(
  () => true,
  () => false,
);

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "kubecent-prometheus-"));
});
afterAll(() => rm(folder, { recursive: true }));

test.each(["prometheus:9090", "ftp://prometheus", "file:///etc/passwd", ""])("refuses the URL %j", (url) => {
  expect(() => createConnection({ url }, PROMETHEUS)).toThrow(SourceError);
});

test("refuses a URL with a password and does not print it", () => {
  expect(() => createConnection({ url: "http://user:hunter2@prometheus" }, PROMETHEUS)).toThrow(
    /must not hold a user/,
  );
  expect(() => createConnection({ url: "http://user:hunter2@prometheus" }, PROMETHEUS)).not.toThrow(
    /hunter2/,
  );
});

test("keeps the path of the URL before its own", async () => {
  await using server = await fakePrometheus(() => ({ body: "{}" }));

  await createConnection({ url: `${server.url}/prom/eu/` }, PROMETHEUS).post("/api/v1/query", FORM, NEVER);

  expect(server.received[0]?.path).toBe("/prom/eu/api/v1/query");
});

test("reads the token anew for each request", async () => {
  await using server = await fakePrometheus(() => ({ body: "{}" }));
  const bearerTokenFile = join(folder, "token");
  const connection = createConnection({ url: server.url, bearerTokenFile }, PROMETHEUS);

  await writeFile(bearerTokenFile, "first-token\n");
  await connection.post("/", FORM, NEVER);
  await writeFile(bearerTokenFile, "second-token\n");
  await connection.post("/", FORM, NEVER);

  expect(server.received.map(({ headers }) => headers.authorization)).toEqual([
    "Bearer first-token",
    "Bearer second-token",
  ]);
  expect(connection.redact("the token second-token is old")).toBe("the token [redacted] is old");
});

test.each([
  { file: "missing", content: null, says: "cannot be read" },
  { file: "empty", content: " \n", says: "is empty" },
])("a $file token file is an error that names it", async ({ file, content, says }) => {
  const bearerTokenFile = join(folder, file);
  if (content !== null) await writeFile(bearerTokenFile, content);

  const asking = createConnection({ url: "http://127.0.0.1:1", bearerTokenFile }, PROMETHEUS).post(
    "/",
    FORM,
    NEVER,
  );

  await expect(asking).rejects.toThrow(`The bearer token file ${bearerTokenFile} ${says}`);
});

test("a token goes before an authorization header of another case", async () => {
  await using server = await fakePrometheus(() => ({ body: "{}" }));
  const bearerTokenFile = join(folder, "token");
  await writeFile(bearerTokenFile, "file-token");
  const headers = { Authorization: "Basic abc" };

  await createConnection({ url: server.url, bearerTokenFile, headers }, PROMETHEUS).post("/", FORM, NEVER);

  expect(server.received[0]?.headers.authorization).toBe("Bearer file-token");
});

test("a body longer than allowed is not read to its end", async () => {
  let yielded = 0;
  async function* endless(): AsyncGenerator<Uint8Array> {
    for (;;) {
      yielded++;
      yield new Uint8Array(1_000);
    }
  }

  await expect(readBody(endless(), 10_000)).rejects.toThrow("longer than 10000 bytes");
  expect(yielded).toBe(11);
});

describe.skipIf(!hasOpenssl)("a server whose certificate a private authority signed", () => {
  let certificate = "";
  let key = "";

  beforeAll(async () => {
    certificate = join(folder, "ca.pem");
    key = join(folder, "key.pem");
    const subject = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"];
    const files = ["-keyout", key, "-out", certificate];
    const kind = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"];
    await run("openssl", ["req", "-x509", ...kind, ...subject, ...files]);
  });

  test("is trusted when its authority is named, and only then", async () => {
    const credentials = { cert: await readFile(certificate), key: await readFile(key) };
    const server = createServer(credentials, (request, response) => {
      response.setHeader("content-type", "application/json");
      request.pipe(response);
    });
    const url = `https://localhost:${await listen(server)}`;

    const trusted = await createConnection({ url, caFile: certificate }, PROMETHEUS).post("/", FORM, NEVER);
    const text = await readBody(trusted.body, 1_000);
    const untrusted = createConnection({ url }, PROMETHEUS).post("/", FORM, NEVER);

    expect(text).toBe("query=up");
    await expect(untrusted).rejects.toThrow("fetch failed");
    server.closeAllConnections();
    server.close();
  });

  test("is shown the client's own certificate where it asks for one", async () => {
    const credentials = { cert: await readFile(certificate), key: await readFile(key) };
    const wanted = { ...credentials, ca: credentials.cert, requestCert: true, rejectUnauthorized: true };
    const server = createServer(wanted, (request, response) => {
      response.setHeader("content-type", "application/json");
      request.pipe(response);
    });
    const url = `https://localhost:${await listen(server)}`;
    const own = { caFile: certificate, certFile: certificate, keyFile: key };

    const shown = await createConnection({ url, ...own }, PROMETHEUS).post("/", FORM, NEVER);
    const text = await readBody(shown.body, 1_000);
    const unshown = createConnection({ url, caFile: certificate }, PROMETHEUS).post("/", FORM, NEVER);

    expect(text).toBe("query=up");
    await expect(unshown).rejects.toThrow(/certificate|ECONNRESET|socket/i);
    server.closeAllConnections();
    server.close();
  });

  test("an authority file that is not there is an error that names it", async () => {
    const caFile = join(folder, "no-such.pem");

    await expect(
      createConnection({ url: "https://localhost:1", caFile }, PROMETHEUS).post("/", FORM, NEVER),
    ).rejects.toThrow(`The CA file ${caFile} cannot be read`);
  });
});
