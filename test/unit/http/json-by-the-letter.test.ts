import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type RecordingEdge, startRecordingEdge } from "./connection/recording-edge.ts";
import { factsOf, type Reply } from "./edge.ts";
import { type JsonVector, SOUND, UNSOUND } from "./json-vectors.ts";

let edge: RecordingEdge;
beforeAll(async () => {
  edge = await startRecordingEdge();
});
beforeEach(() => {
  edge.made.length = 0;
});
afterAll(() => edge.close());

const TYPE = { "content-type": "application/json" };
/** Node says by itself how long a body is for methods alone that usually have one. */
const headersOf = (body: Buffer) => ({ ...TYPE, "content-length": String(body.length) });

/** A place where JSON can be sent. */
interface Place {
  readonly place: string;
  send(json: Buffer): Promise<Reply>;
}

function body(place: string, method: string, path: string, wrap = (json: Buffer): Buffer => json): Place {
  return {
    place,
    send: (json) => edge.ask(path, { method, headers: headersOf(wrap(json)), body: wrap(json) }),
  };
}

function parameter(place: string, path: string): Place {
  return { place, send: (json) => edge.ask(path + percentEncoded(json)) };
}

function percentEncoded(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, "0")}`).join("");
}

const batched = (json: Buffer): Buffer => Buffer.concat([Buffer.from('{"0":'), json, Buffer.from("}")]);
const BODIES = [
  body("the body of a POST", "POST", "/api/v1/things"),
  body("a POST that takes no input", "POST", "/api/v1/clear"),
  body("a DELETE", "DELETE", "/api/v1/things/a"),
  body("a GET", "GET", "/api/v1/nothing"),
  body("a change over tRPC", "POST", "/api/trpc/things.create"),
  body("a change over tRPC that takes no input", "POST", "/api/trpc/things.clear"),
  body("a batch over tRPC", "POST", "/api/trpc/things.create,things.clear?batch=1"),
];
const IN_A_BATCH = body("a call in a batch", "POST", "/api/trpc/things.create?batch=1", batched);
const PARAMETERS = [
  parameter("the input of a question over tRPC", "/api/trpc/things.nothing?input="),
  parameter("the input of a batch of questions", "/api/trpc/things.nothing,things.nothing?batch=1&input="),
];
/** What no path can carry: it is refused as too long. */
const isShort = ({ bytes }: JsonVector): boolean => bytes.length < 2_000;
/** What is sound where it stands in a list or an object: spaces around it, and nothing else. */
const isWhole = ({ name }: JsonVector): boolean => name !== "a space alone" && name !== "line ends alone";

test.each(UNSOUND)("$name is no JSON: 400 as a body, and nothing is done", async ({ bytes }) => {
  for (const { place, send } of BODIES) {
    const reply = await send(bytes);
    expect([place, reply.status]).toEqual([place, 400]);
    expect(reply.text).toContain('"code":"BAD_REQUEST"');
  }
  expect(edge.made).toEqual([]);
});

test.each(UNSOUND.filter(isWhole))("$name is no JSON in a batch", async ({ bytes }) => {
  expect((await IN_A_BATCH.send(bytes)).status).toBe(400);
  expect(edge.made).toEqual([]);
});

test.each(UNSOUND.filter(isShort))("$name is no JSON: 400 as a parameter", async ({ bytes }) => {
  for (const { place, send } of PARAMETERS) {
    const reply = await send(bytes);
    expect([place, reply.status]).toEqual([place, 400]);
    expect(factsOf(reply)).toMatchObject({ code: "BAD_REQUEST" });
  }
});

test.each(SOUND)("$name is JSON, whatever becomes of it", async ({ bytes }) => {
  for (const { place, send } of [...BODIES, ...PARAMETERS.filter(() => bytes.length < 2_000)]) {
    const reply = await send(bytes);
    // What it means is for the schema to judge: 422, or 404 where nothing is at the path.
    expect([place, reply.text.includes("not JSON")]).toEqual([place, false]);
    expect([place, reply.status]).not.toEqual([place, 500]);
  }
});

test("no body is no bad body, in chunks neither", async () => {
  const chunked = { ...TYPE, "transfer-encoding": "chunked" };

  expect((await edge.ask("/api/v1/clear", { method: "POST", headers: chunked })).status).toBe(200);
  expect((await edge.ask("/api/v1/clear", { method: "POST" })).status).toBe(200);
  expect((await edge.ask("/api/v1/things/a", { method: "DELETE" })).status).toBe(200);
});

test.each([
  { method: "GET", path: "/api/v1/slow", json: '{"a":1}' },
  { method: "DELETE", path: "/api/v1/things/a", json: '{"name":"b"}' },
  { method: "POST", path: "/api/v1/clear", json: '{"a":1}' },
  { method: "POST", path: "/api/v1/clear", json: "[]" },
])("$method says nothing in a body that nobody reads", async ({ method, path, json }) => {
  const reply = await edge.ask(path, { method, headers: headersOf(Buffer.from(json)), body: json });

  expect(reply.status).toBe(422);
  expect(edge.made).toEqual([]);
});

test.each(["DELETE", "GET"])("a body of another type is refused with %s as well", async (method) => {
  const path = method === "GET" ? "/api/v1/slow" : "/api/v1/things/a";

  expect(
    (
      await edge.ask(path, {
        method,
        headers: { "content-type": "text/plain", "content-length": "2" },
        body: "{}",
      })
    ).status,
  ).toBe(415);
});

test.each(["input=%7B%7D&input=%7B%7D", "batch=1&batch=1&input=%7B%7D", "input=%7B%7D&other=%FF"])(
  "a query of %s over tRPC could be read in two ways",
  async (query) => {
    expect((await edge.ask(`/api/trpc/things.slow?${query}`)).status).toBe(400);
  },
);
