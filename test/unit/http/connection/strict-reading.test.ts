import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { type RecordingEdge, startRecordingEdge } from "./recording-edge.ts";

let edge: RecordingEdge;
beforeAll(async () => {
  edge = await startRecordingEdge();
});
beforeEach(() => {
  edge.made.length = 0;
});
afterAll(() => edge.close());

const GET = "GET /livez HTTP/1.1\r\n";
const HOST = "Host: a\r\n";
const BODY = '{"name":"odd"}';

/** A request that makes a thing, with headers of its own and a body of its own. */
function post(headers: string, body = BODY): string {
  const own = `Authorization: Bearer ${edge.token}\r\nContent-Type: application/json\r\n`;
  return `POST /api/v1/things HTTP/1.1\r\n${HOST}${own}${headers}\r\n${body}`;
}

const chunked = (body: string): string => post("Transfer-Encoding: chunked\r\n", body);
/** A body in one chunk, whose size and extension are written so. */
const chunk = (line: string): string => chunked(`${line}${BODY}\r\n0\r\n\r\n`);

type Odd = readonly [what: string, bytes: () => string];

const LINES: readonly Odd[] = [
  ["lines that end without CR", () => "GET /livez HTTP/1.1\nHost: a\n\n"],
  ["lines that end without LF", () => "GET /livez HTTP/1.1\rHost: a\r\r"],
  ["a first line without CR", () => `GET /livez HTTP/1.1\n${HOST}\r\n`],
  ["a header without CR", () => `${GET}Host: a\n\r\n`],
  ["a last line without CR", () => `${GET}${HOST}\n`],
  ["CR in a value", () => `${GET}${HOST}X: a\rb\r\n\r\n`],
  ["LF in a value", () => `${GET}${HOST}X: a\nX-B: b\r\n\r\n`],
  ["CR CR LF", () => `${GET}${HOST}X: a\r\r\n\r\n`],
  ["a folded header", () => `${GET}${HOST}X: a\r\n b\r\n\r\n`],
  ["a header that is folded by a tab", () => `${GET}${HOST}X: a\r\n\tb\r\n\r\n`],
  ["a fold of nothing", () => `${GET}${HOST}X: a\r\n \r\n\r\n`],
  ["a fold of the first line", () => `${GET} X: a\r\n${HOST}\r\n`],
  ["a space before the colon", () => `${GET}${HOST}X : a\r\n\r\n`],
  ["a tab before the colon", () => `${GET}${HOST}X\t: a\r\n\r\n`],
  ["no name", () => `${GET}${HOST}: a\r\n\r\n`],
  ["no colon", () => `${GET}${HOST}X\r\n\r\n`],
  ["NUL in a value", () => `${GET}${HOST}X: a\0b\r\n\r\n`],
  ["NUL in a name", () => `${GET}${HOST}X\0: a\r\n\r\n`],
  ["a control in a value", () => `${GET}${HOST}X: a\u0001b\r\n\r\n`],
  ["DEL in a value", () => `${GET}${HOST}X: a\u007Fb\r\n\r\n`],
  ["a form feed before a value", () => `${GET}${HOST}X:\u000Ca\r\n\r\n`],
  ["a letter beyond ASCII in a name", () => `${GET}${HOST}X\u00E4: a\r\n\r\n`],
  ["a bracket in a name", () => `${GET}${HOST}X(y): a\r\n\r\n`],
  ["a quoted name", () => `${GET}${HOST}"X": a\r\n\r\n`],
  ["a letter beyond ASCII in Host", () => `${GET}Host: \u00E4\r\n\r\n`],
  ["two names in Host", () => `${GET}Host: a,b\r\n\r\n`],
];

const FIRST_LINES: readonly Odd[] = [
  "GET\t/livez\tHTTP/1.1",
  "GET /livez HTTP/1.1 ",
  "GET /a b HTTP/1.1",
  "GET /\0 HTTP/1.1",
  "GET /\u0001 HTTP/1.1",
  "GET /\u007F HTTP/1.1",
  "GET /\u00E4 HTTP/1.1",
  " GET /livez HTTP/1.1",
  "\0GET /livez HTTP/1.1",
  "get /livez HTTP/1.1",
  "GET /livez http/1.1",
  "GET /livez HTTP/0.9",
  "GET /livez HTTP/1.2",
  "GET /livez HTTP/1.10",
  "GET /livez HTTP/11.1",
  "GET /livez HTTP/1",
  "GET /livez HTTP/2.0",
  "GET /livez HTTP/3.0",
  "GET /livez",
  "GET /livez ICE/1.0",
].map((line) => [JSON.stringify(line), () => `${line}\r\n${HOST}\r\n`]);

const LENGTHS: readonly Odd[] = [
  "+14",
  "-14",
  "0xe",
  "",
  "1 4",
  "14, 14",
  "1e1",
  "14.0",
  "1_4",
  "9".repeat(23),
].map((length) => [`a length of '${length}'`, () => post(`Content-Length: ${length}\r\n`)]);

const ENCODINGS: readonly Odd[] = [
  "gzip, chunked",
  "identity, chunked",
  "chunked, chunked",
  "chunked\r\nTransfer-Encoding: chunked",
  "chunked\r\nContent-Length: 14",
  "chunked;x=1",
  "chunked,",
  ",chunked",
  '"chunked"',
  "\u000Bchunked",
  "identity",
  "xchunked",
  "",
].map((coding) => [
  `a coding of ${JSON.stringify(coding)}`,
  () => post(`Transfer-Encoding: ${coding}\r\n`, `e\r\n${BODY}\r\n0\r\n\r\n`),
]);

const CHUNKS: readonly Odd[] = [
  ["chunks in HTTP/1.0", () => chunk("e\r\n").replace("HTTP/1.1", "HTTP/1.0")],
  ...[
    "0xe\r\n",
    "+e\r\n",
    "-e\r\n",
    " e\r\n",
    "e \r\n",
    "e\t\r\n",
    "\r\n",
    "eg\r\n",
    "0_e\r\n",
    "e\n",
    "e\r",
    "e ;a=b\r\n",
    "e;\r\n",
    "e;a\n",
    "e;a\rb\r\n",
    "e;a\0b\r\n",
    'e;a="b\r\n',
    "1000000000000000e\r\n",
    "FFFFFFFFFFFFFFFFF\r\n",
  ].map((line): Odd => [`a chunk's line of ${JSON.stringify(line)}`, () => chunk(line)]),
  ["no end of a chunk", () => chunked(`e\r\n${BODY}0\r\n\r\n`)],
  ["an end of a chunk without CR", () => chunked(`e\r\n${BODY}\n0\r\n\r\n`)],
  ["an end of a chunk without LF", () => chunked(`e\r\n${BODY}\r0\r\n\r\n`)],
  ["another end of a chunk", () => chunked(`e\r\n${BODY}xx0\r\n\r\n`)],
  ["a last chunk without CR", () => chunked(`e\r\n${BODY}\r\n0\n\n`)],
  ["a last line without CR, after chunks", () => chunked(`e\r\n${BODY}\r\n0\r\n\n`)],
  ["no last line after chunks", () => chunked(`e\r\n${BODY}\r\n0\r\n`)],
  ...["X", "X: \0", "X: a\r\n b", "X : a", "Content-Length: 5", "Transfer-Encoding: chunked"].map(
    (line): Odd => [
      `a trailer of ${JSON.stringify(line)}`,
      () => chunked(`e\r\n${BODY}\r\n0\r\n${line}\r\n\r\n`),
    ],
  ),
];

test.each([...LINES, ...FIRST_LINES, ...LENGTHS, ...ENCODINGS, ...CHUNKS])(
  "%s: refused with 400, closed, and nothing behind it is run",
  async (_what, bytes) => {
    const text = await edge.raw(Buffer.from(bytes() + edge.create("smuggled"), "latin1"));

    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
    expect(text).toContain("\r\nConnection: close\r\n");
    expect(text).toContain('"code":"BAD_REQUEST"');
    expect(text.match(/HTTP\/1\.1 /g)).toHaveLength(1);
    expect(edge.made).toEqual([]);
  },
);

// What RFC 9112 lets a server take, and Node does: it can be read in one way only.
test.each([
  ["spaces between the parts of the first line", () => `GET   /livez   HTTP/1.1\r\n${HOST}\r\n`],
  ["empty lines before the first", () => `\r\n\r\n${GET}${HOST}\r\n`],
  ["no name in Host", () => `${GET}Host:\r\n\r\n`],
  ["bytes beyond ASCII in a value", () => `${GET}${HOST}X: \u00E4\r\n\r\n`],
])("%s is read as what it can only be", async (_what, bytes) => {
  const text = await edge.raw(Buffer.from(`${bytes()}${GET}${HOST}Connection: close\r\n\r\n`, "latin1"));

  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
});

test.each([
  ["an extension", "e;a=b\r\n"],
  ["a quoted extension", 'e;a="b"\r\n'],
  ["zeros", "000e\r\n"],
])("a chunk with %s is a chunk", async (_what, line) => {
  const text = await edge.raw(chunk(line) + `${GET}${HOST}Connection: close\r\n\r\n`);

  expect(text.match(/HTTP\/1\.1 200 OK/g)).toHaveLength(2);
  expect(edge.made).toEqual(["odd"]);
});

test.each(["FFFFFFFFFFFFFFFF", "7FFFFFFFFFFFFFFF"])("a chunk of %s bytes is not waited for", async (size) => {
  const text = await edge.raw(chunked(`${size}\r\n${BODY}`) + "x".repeat(11 * 1024 * 1024));

  expect(text).toMatch(/^HTTP\/1\.1 413 /);
  expect(edge.made).toEqual([]);
});
