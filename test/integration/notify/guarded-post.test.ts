import { createServer } from "node:http";
import { once } from "node:events";
import { afterEach, beforeEach, expect, test } from "vitest";
import { jsonPost } from "../../../server/src/notify/channels/news.ts";
import { addressRule } from "../../../server/src/notify/sending/address-rules.ts";
import { guardedPost, type Resolve } from "../../../server/src/notify/sending/guarded-post.ts";
import { type Receiver, startReceiver } from "../../support/receivers.ts";

let inside: Receiver;

beforeEach(async () => {
  inside = await startReceiver();
});
afterEach(() => inside.close());

const strict = addressRule({ networks: [], hosts: [] });
const post = (url: string, resolve?: Resolve) =>
  guardedPost(jsonPost(url, "{}"), { rule: strict, ...(resolve && { resolve }), timeoutMs: 2_000 });
const leadsTo =
  (...addresses: string[]): Resolve =>
  (_, done) =>
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(":") ? 6 : 4 })),
    );

const SPELLINGS = [
  "127.0.0.1",
  "127.1",
  "127.0.1",
  "2130706433",
  "0x7f.1",
  "0x7f000001",
  "0177.0.0.1",
  "0177.1",
  "0",
  "0.0.0.0",
  "１２７.０.０.１",
  "127。0。0。1",
  "127.0.0.1.",
  "localhost",
  "localhost.",
  "LOCALHOST",
  "ip6-localhost",
  "[::1]",
  "[0:0:0:0:0:0:0:1]",
  "[::]",
  "[::ffff:127.0.0.1]",
  "[::ffff:7f00:1]",
  "[::127.0.0.1]",
  "[64:ff9b::7f00:1]",
  "[64:ff9b:1::7f00:1]",
  "[2002:7f00:1::]",
  "[fd00::1]",
  "[fe80::1]",
  "[fec0::1]",
  "169.254.169.254",
  "0xa9fea9fe",
  "2852039166",
  "[::ffff:169.254.169.254]",
  "[fd00:ec2::254]",
  "169.254.170.2",
  "100.100.100.200",
  "192.168.0.1",
  "10.0.0.1",
  "172.16.0.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "metadata.google.internal.invalid",
];

test.each(SPELLINGS.flatMap((host) => [[`http://${host}`], [`https://${host}`]]))(
  "%s gets no connection",
  async (address) => {
    for (const url of [`${address}:${inside.port}/`, `${address}/latest/meta-data`]) {
      expect(await post(url)).toMatchObject({ isReached: false, error: "address_not_allowed", status: null });
    }
    expect(inside.connections()).toBe(0);
  },
);

test.each([
  [["127.0.0.1"]],
  [["::1"]],
  [["::ffff:127.0.0.1"]],
  [["169.254.169.254"]],
  [["1.1.1.1", "127.0.0.1"]],
  [["127.0.0.1", "1.1.1.1"]],
  [[]],
])("a name that leads to %s gets no connection", async (addresses) => {
  const outcome = await post(`https://hooks.example.com:${inside.port}/`, leadsTo(...addresses));

  expect(outcome.error).toBe("address_not_allowed");
  expect(inside.connections()).toBe(0);
});

/** 127.0.0.2 is taken for public here: a second look-up would lead to the receiver. */
const only2 = (address: string): boolean => address === "127.0.0.2";

test("a name is looked up once for a try: what was judged is what is connected to", async () => {
  let lookups = 0;
  const flips: Resolve = (name, done) => {
    lookups += 1;
    leadsTo(lookups === 1 ? "127.0.0.2" : "127.0.0.1")(name, done);
  };
  const url = `http://hooks.example.com:${inside.port}/`;

  await guardedPost(jsonPost(url, "{}"), { rule: only2, resolve: flips, timeoutMs: 2_000 });

  expect(lookups).toBe(1);
  expect(inside.connections()).toBe(0);
});

test("a redirect leads nowhere", async () => {
  const redirects = await startReceiver((_, response) => {
    response.writeHead(307, { location: `${inside.url}/` }).end();
  });
  const outcome = await guardedPost(jsonPost(redirects.url, "{}"), {
    rule: (_, { port }) => port === redirects.port,
  });
  await redirects.close();

  expect(outcome).toMatchObject({ isReached: false, status: 307 });
  expect(inside.connections()).toBe(0);
});

test("a proxy of the environment is not heeded", async () => {
  const before = { ...process.env };
  Object.assign(process.env, { HTTPS_PROXY: inside.url, HTTP_PROXY: inside.url, NODE_USE_ENV_PROXY: "1" });
  const away = await startReceiver();
  const outcome = await guardedPost(jsonPost(away.url, "{}"), { rule: () => true });
  await away.close();
  for (const name of ["HTTPS_PROXY", "HTTP_PROXY", "NODE_USE_ENV_PROXY"]) {
    if (before[name] === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = before[name];
  }

  expect(outcome.isReached).toBe(true);
  expect(inside.connections()).toBe(0);
});

test("nothing of an endless answer is waited for, and nothing of it is told", async () => {
  const endless = createServer((_, response) => {
    response.writeHead(500, { "x-secret": "internal" });
    response.write("internal");
  }).listen(0, "127.0.0.1");
  await once(endless, "listening");
  const address = endless.address();
  const port = typeof address === "object" && address ? address.port : 0;
  const outcome = await guardedPost(jsonPost(`http://127.0.0.1:${port}/`, "{}"), { rule: () => true });
  endless.closeAllConnections();
  endless.close();

  expect(outcome).toMatchObject({ status: 500, error: "status_500" });
  expect(JSON.stringify(outcome)).not.toContain("internal");
});

test("an operator's place inside is reached, over http and at any port", async () => {
  const rule = addressRule({ networks: [], hosts: [`inside.svc:${inside.port}`] });
  const options = { rule, resolve: leadsTo("127.0.0.1") };

  const outcome = await guardedPost(jsonPost(`http://inside.svc:${inside.port}/x`, '{"a":1}'), options);

  expect(outcome).toMatchObject({ isReached: true, status: 204 });
  expect(inside.got).toMatchObject([{ path: "/x", body: '{"a":1}' }]);
});
