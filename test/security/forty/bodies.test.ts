import type { Socket } from "node:net";
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { useService } from "../support/service.ts";

// As far as can be: a body goes to tRPC, for REST's procedures of this service are questions.
const service = useService({ MAX_REQUEST_BYTES: "10485760", LOG_LEVEL: "error" });
const LIMIT = 10 * 1024 * 1024;
const PATH = "/api/trpc/system.info";
const JSON_TYPE = { "content-type": "application/json" };

function head(lines: readonly string[]): string {
  const all = [`POST ${PATH} HTTP/1.1`, "Host: a", `Authorization: Bearer ${service.server.token}`, ...lines];
  return `${all.join("\r\n")}\r\n\r\n`;
}

/** JSON of exactly so many bytes: a space is none of its parts. */
function jsonOf(bytes: number): Buffer {
  const body = Buffer.alloc(bytes, " ");
  body.write("{}", 0);
  return body;
}

async function residentBytes(): Promise<number> {
  const { text } = await service.askAsStranger("/metrics");
  return Number(/^process_resident_memory_bytes (\d+)/m.exec(text)?.[1]);
}

test("#11 a chunked body without an end is refused past the limit, and cut off", async () => {
  const chunk = `100000\r\n${" ".repeat(0x10_00_00)}\r\n`;
  const before = await residentBytes();

  const reply = await service.raw(head(["Content-Type: application/json", "Transfer-Encoding: chunked"]), {
    more: (socket) => {
      const send = (): void => {
        while (!socket.destroyed) if (!socket.write(chunk)) return void socket.once("drain", send);
      };
      send();
    },
  });

  expect(reply.text).toMatch(/^HTTP\/1\.1 413 /);
  expect(reply.text).toContain("Request entity too large");
  expect(reply.isClosedByServer).toBe(true);
  // What was read, and what the runtime has not collected yet, but never what was sent.
  expect((await residentBytes()) - before).toBeLessThan(100 * 1024 * 1024);
});

test.each([
  { framing: "by its length", headers: {} },
  { framing: "in chunks", headers: { "transfer-encoding": "chunked" } },
])("#11 a body of exactly the limit passes, one byte more does not, $framing", async ({ headers }) => {
  const send = (bytes: number) =>
    service.ask(PATH, { method: "POST", headers: { ...JSON_TYPE, ...headers }, body: jsonOf(bytes) });

  const [fits, tooLong] = [await send(LIMIT), await send(LIMIT + 1)];

  expect(fits.status).not.toBe(413);
  expect(fits.status).toBeLessThan(500);
  expect(tooLong.status).toBe(413);
  expect(tooLong.headers["connection"]).toBe("close");
});

test("#12 a length of 99,999,999,999 is refused at once, and the connection closed", async () => {
  const reply = await service.raw(
    `${head(["Content-Type: application/json", "Content-Length: 99999999999"])}x`,
  );

  expect(reply.text).toMatch(/^HTTP\/1\.1 413 /);
  // By what it says in the refusal, and not because it lost its patience with a body that does not come.
  expect(reply.text).toMatch(/^connection: close\r$/im);
  expect(reply.text.match(/^HTTP\/1\.1 /gm)).toHaveLength(1);
  expect(reply.isClosedByServer).toBe(true);
});

test("#13 ten megabytes of brackets are refused without holding anybody up", async () => {
  const deep = service.ask(PATH, { method: "POST", headers: JSON_TYPE, body: "[".repeat(LIMIT) });
  const beside = service.askAsStranger("/livez");

  expect(await deep).toMatchObject({
    status: 400,
    json: { error: { data: { code: "BAD_REQUEST", message: expect.stringContaining("too deep") } } },
  });
  expect((await beside).status).toBe(200);
});

test("#13 others are served while brackets come in, all of them but the last", async () => {
  const size = `Content-Length: ${LIMIT}`;
  const { promise: connected, resolve } = Promise.withResolvers<Socket>();
  let isAnswered = false;
  const deep = service
    .raw(`${head(["Content-Type: application/json", "Connection: close", size])}${"[".repeat(LIMIT - 1)}`, {
      more: resolve,
    })
    .finally(() => (isAnswered = true));
  const socket = await connected;
  const beside = await Promise.all(Array.from({ length: 20 }, () => service.askAsStranger("/livez")));
  const wasAnswered = isAnswered;
  socket.write("[");

  expect(beside.filter(({ status }) => status !== 200)).toEqual([]);
  expect(wasAnswered).toBe(false);
  expect((await deep).text).toMatch(/^HTTP\/1\.1 400 [\s\S]*too deep/);
});

test.each([11, 1_500])("#15 a batch of %i calls runs none of them", async (size) => {
  const names = ["system.info", ...Array.from({ length: size - 1 }, () => "a")].join(",");

  const reply = await service.ask(`/api/trpc/${names}?batch=1`);

  expect(reply.status).toBe(400);
  expect(reply.text).not.toContain('"result"');
});

test.each([
  { type: "text/plain" },
  { type: "application/octet-stream" },
  { type: "application/json-evil" },
  { type: "application/jsonx" },
  { type: "application/json; charset=utf-16" },
  { type: "application/json, text/plain" },
  { type: "application/json; boundary=x" },
  { type: "multipart/form-data; boundary=x" },
  { type: "application/x-www-form-urlencoded" },
  { type: "" },
])("#16 a body of type '$type' is refused as JSON", async ({ type }) => {
  const reply = await service.ask(PATH, { method: "POST", headers: { "content-type": type }, body: "{}" });

  expect(reply.status).toBe(415);
  expect(reply.headers["content-type"]).toContain("application/json");
  expect(reply.json).toMatchObject({ error: { data: { error: "Unsupported media type" } } });
});

test("#16 a body without any type is refused, and a POST without a body is not for that", async () => {
  const typeless = await service.raw(`${head(["Content-Length: 2", "Connection: close"])}{}`);
  const bodyless = await service.ask(PATH, { method: "POST" });

  expect(typeless.text).toMatch(/^HTTP\/1\.1 415 /);
  expect(bodyless.status).not.toBe(415);
});

test.each(["gzip", "deflate", "br", "zstd", "identity", "x-gzip"])(
  "#17 a body packed with %s is refused and never unpacked",
  async (encoding) => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(60_000);
    const before = await residentBytes();

    const reply = await service.ask(PATH, {
      method: "POST",
      headers: { ...JSON_TYPE, "content-encoding": encoding },
      body: bomb,
    });

    expect(reply.status).toBe(415);
    expect((await residentBytes()) - before).toBeLessThan(40 * 1024 * 1024);
  },
);
