import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { FULL_SCOPE } from "@kubecent/shared";
import type { Identity } from "../../../../server/src/auth/caller.ts";
import { sendTo, WAYS } from "./broken-connections.ts";
import { type RecordingEdge, startRecordingEdge } from "./recording-edge.ts";

let edge: RecordingEdge;
/** Callers who wait to be recognised. */
const waiting: (() => void)[] = [];
const ADMIN: Identity = {
  caller: {
    id: "token:1",
    name: "tester",
    role: "admin",
    scope: FULL_SCOPE,
    grants: [{ role: "admin", scope: FULL_SCOPE }],
    credential: { kind: "api-token", from: "tester", id: "1", createdAt: 0, expiresAt: null },
  },
  refusal: null,
};

beforeAll(async () => {
  edge = await startRecordingEdge(() => new Promise((resolve) => waiting.push(() => resolve(ADMIN))));
});
afterAll(() => edge.close());

const AUTHORIZATION = "Authorization: Bearer x";
const TYPE = "Content-Type: application/json";
const request = (first: string, body: string): string =>
  `${[first, "Host: a", AUTHORIZATION, TYPE, `Content-Length: ${body.length}`].join("\r\n")}\r\n\r\n${body}`;

const CHANGES = [
  { door: "REST", bytes: request("POST /api/v1/things HTTP/1.1", '{"name":"a"}') },
  { door: "REST, without a body", bytes: request("DELETE /api/v1/things/a HTTP/1.1", "") },
  { door: "tRPC", bytes: request("POST /api/trpc/things.create HTTP/1.1", '{"name":"a"}') },
  {
    door: "a batch of tRPC",
    bytes: request(
      "POST /api/trpc/things.create,things.create?batch=1 HTTP/1.1",
      '{"0":{"name":"a"},"1":{"name":"b"}}',
    ),
  },
];

test.each(CHANGES.flatMap((change) => WAYS.map((way) => ({ ...change, ...way }))))(
  "a change over $door whose caller left by $how, before they were recognised, is not made",
  async ({ bytes, leave }) => {
    const socket = await sendTo(edge.port, bytes);
    await vi.waitFor(() => expect(waiting).toHaveLength(1));

    leave(socket);
    await vi.waitFor(async () => expect(await edge.connections()).toBe(0));
    const before = edge.lines.length;
    waiting.pop()?.();

    // The refusal, or that nobody read its body, is the last that is heard of it.
    await edge.ask("/livez");
    await vi.waitFor(() => expect(edge.lines.length).toBeGreaterThan(before));
    expect(edge.made).toEqual([]);
  },
);

test("the same change is made for who stays", async () => {
  const answer = edge.raw(request("POST /api/v1/things HTTP/1.1\r\nConnection: close", '{"name":"a"}'));
  await vi.waitFor(() => expect(waiting).toHaveLength(1));

  waiting.pop()?.();

  expect(await answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(edge.made).toEqual(["a"]);
});
