import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { packedFor } from "../../../server/src/http/answers/packed-answer.ts";
import { asRest } from "../../../server/src/http/answers/send-answer.ts";
import { asTrpc } from "../../../server/src/http/trpc/trpc-envelope.ts";

const rowsOf = (count: number): string =>
  JSON.stringify({ rows: Array.from({ length: count }, (_, row) => ({ namespace: `n${row}` })) });
const LARGE = rowsOf(500);
/** So long that another thread packs it. */
const HUGE = rowsOf(5_000);

function answerOf(text: string) {
  return { body: Buffer.from(text), etag: '"tag"' };
}

function headerOf(headers: readonly string[], name: string): string | undefined {
  return headers[headers.indexOf(name) + 1];
}

test.each([
  { what: "a large answer of REST", form: asRest, body: LARGE, text: LARGE },
  { what: "a huge answer of REST", form: asRest, body: HUGE, text: HUGE },
  { what: "a huge answer of tRPC", form: asTrpc, body: HUGE, text: `{"result":{"data":${HUGE}}}` },
])("$what is packed for those who take that, and comes at once from then on", async (of) => {
  const answer = answerOf(of.body);
  const asked = { headers: { "accept-encoding": "gzip, deflate, br" } };

  const first = packedFor(asked, answer, of.form);
  expect(first instanceof Promise).toBe(of.body === HUGE);
  const { status, headers, body = Buffer.of() } = await first;
  const again = packedFor(asked, answer, of.form);

  expect(status).toBe(200);
  expect(headerOf(headers, "Content-Encoding")).toBe("gzip");
  expect(headerOf(headers, "Content-Length")).toBe(String(body.length));
  expect(headerOf(headers, "Vary")).toContain("Accept-Encoding");
  expect(body.length).toBeLessThan(of.body.length / 4);
  expect(gunzipSync(body).toString()).toBe(of.text);
  expect(again).toEqual({ status, headers, body });
});

test("the tag of a packed answer is weak, and is known again", async () => {
  const answer = answerOf(LARGE);
  const { headers } = await packedFor({ headers: { "accept-encoding": "gzip" } }, answer, asRest);
  const tag = headerOf(headers, "ETag");

  const held = { "accept-encoding": "gzip", "if-none-match": tag };
  expect(tag).toBe('W/"tag"');
  expect(packedFor({ headers: held }, answer, asRest)).toMatchObject({ status: 304, body: undefined });
});

test.each([
  { what: "who does not take it", accepts: "gzip;q=0, identity", text: LARGE },
  { what: "who says nothing", accepts: undefined, text: LARGE },
  { what: "an answer of a few lines", accepts: "gzip", text: '{"rows":[]}' },
])("$what gets the bytes as they are", ({ accepts, text }) => {
  const answer = answerOf(text);

  const sent = packedFor({ headers: { "accept-encoding": accepts } }, answer, asRest);

  expect(sent).toEqual(asRest(answer, undefined));
});
