import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readDashboard } from "../../../../server/src/http/dashboard/read-dashboard.ts";
import { type Edge, startEdge } from "../edge.ts";

const folder = mkdtempSync(path.join(tmpdir(), "kubecent-dashboard-"));
const SCRIPT = "export const answer = 42;\n".repeat(40);
const BROWSER = { accept: "text/html,application/xhtml+xml,*/*;q=0.8" };
let edge: Edge;

beforeAll(async () => {
  mkdirSync(path.join(folder, "files"));
  writeFileSync(
    path.join(folder, "index.html"),
    '<!doctype html><script type="module" src="./files/a-1.js"></script><link href="./files/a-1.css">',
  );
  writeFileSync(path.join(folder, "files/a-1.js"), SCRIPT);
  writeFileSync(path.join(folder, "files/a-1.js.br"), brotliCompressSync(SCRIPT));
  writeFileSync(path.join(folder, "files/a-1.js.gz"), gzipSync(SCRIPT));
  writeFileSync(path.join(folder, "files/a-1.css"), "body{}");
  writeFileSync(path.join(folder, "icon.svg"), "<svg/>");
  edge = await startEdge({ dashboard: { built: readDashboard(folder), signInWays: [] } });
});

afterAll(async () => {
  await edge.close();
  rmSync(folder, { recursive: true });
});

const get = (where: string, headers: Record<string, string> = {}) =>
  edge.ask(where, { token: null, headers });

describe("the page", () => {
  test.each([
    ["/", "./"],
    ["/changes", "./"],
    ["/assets", "./"],
    ["/assets/c/prod", "../../"],
    ["/settings/tokens", "../"],
    ["/c/prod/ns/a%2Fb/w/Deployment/api/pod/api-7f.9c", "../../../../../../../../"],
    ["//c/", "../../"],
  ])("at %s names its files from there, so that it works behind a prefix", async (where, upwards) => {
    const reply = await get(`${where}?w=7d`, BROWSER);

    expect(reply.status).toBe(200);
    expect(reply.text).toContain(`src="${upwards}files/a-1.js"`);
    expect(reply.text).toContain(`href="${upwards}files/a-1.css"`);
  });

  test("runs nothing but its own files, is asked for anew each time, and keeps the other headers", async () => {
    const { headers } = await get("/");

    expect(headers).toMatchObject({
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy":
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'",
      "x-content-type-options": "nosniff",
      "x-frame-options": "DENY",
      "referrer-policy": "no-referrer",
      "x-request-id": expect.any(String),
      vary: "Accept, Origin",
    });
    expect((await get("/", { "if-none-match": String(headers["etag"]) })).status).toBe(304);
    const elsewhere = await get("/a/b", { ...BROWSER, "if-none-match": String(headers["etag"]) });
    expect(elsewhere.status).toBe(200);
  });

  test.each([
    "/api",
    "/api/v1/nothing",
    "/api/trpcx",
    "/health/x",
    "/metrics/",
    "/.env",
    "/files/gone-9.js",
    "/files/",
  ])("is not what is at %s", async (where) => {
    const { status, headers } = await get(where, BROWSER);

    expect(headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(status).toBeGreaterThanOrEqual(401);
  });

  test("is not what scripts get that ask for a path by mistake, nor at endless paths", async () => {
    expect((await get("/v1/costs", { accept: "*/*" })).status).toBe(404);
    expect((await get("/favicon.ico", { accept: "image/*" })).status).toBe(404);
    expect((await get("/a".repeat(2_000), BROWSER)).status).toBe(404);
  });

  test("takes GET and HEAD alone", async () => {
    const head = await edge.ask("/", { method: "HEAD", token: null });
    const post = await edge.ask("/", { method: "POST", token: null });

    expect(head).toMatchObject({ status: 200, text: "" });
    expect(Number(head.headers["content-length"])).toBeGreaterThan(50);
    expect(post.status).toBe(405);
    expect(post.headers["allow"]).toBe("GET, HEAD, OPTIONS");
  });
});

test("the page is told of issuers, whatever is in their names, and may ask them and nobody else for tokens", async () => {
  const issuer = 'https://login.example.com/a?"><script>';
  const signIn = { clientId: "web", scopes: "openid", token: "id_token", parameters: {} } as const;
  const way = {
    ...signIn,
    issuer,
    name: `"&quot;<b>$&`,
    origins: ["https://login.example.com", "https://t.example"],
  };
  const signInWays = [way];
  const page = '<meta name="sign-in-ways" content="" />';
  const bare = await startEdge({ dashboard: { built: { page, files: new Map() }, signInWays } });

  const { text, headers } = await bare.ask("/", { token: null });
  await bare.close();

  expect(headers["content-security-policy"]).toContain(
    "connect-src 'self' https://login.example.com https://t.example;",
  );
  expect(text).not.toMatch(/<script|<b>|origins/);
  const [, content = ""] = /content="([^"]*)"/.exec(text) ?? [];
  const told = content.replaceAll("&lt;", "<").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
  expect(JSON.parse(told)).toEqual([{ ...signIn, issuer, name: way.name }]);
});

describe("a file", () => {
  test.each([
    ["br", "gzip, br", 'br"'],
    ["gzip", "gzip", 'gzip"'],
    [undefined, "", '"'],
  ])("is sent as %s to those who take %j, and kept for ever", async (coding, accepted, tagEnd) => {
    const { status, headers } = await get("/files/a-1.js", { "accept-encoding": accepted });

    expect(status).toBe(200);
    expect(headers["content-encoding"]).toBe(coding);
    expect(headers["cache-control"]).toBe("public, max-age=31536000, immutable");
    expect(headers["content-type"]).toBe("text/javascript; charset=utf-8");
    expect(headers["vary"]).toBe("Accept-Encoding, Origin");
    expect(headers["etag"]).toMatch(new RegExp(`${tagEnd}$`));
    const again = await get("/files/a-1.js", {
      "accept-encoding": accepted,
      "if-none-match": String(headers["etag"]),
    });
    expect(again).toMatchObject({ status: 304, text: "" });
  });

  test("whose name does not tell its contents is asked for anew", async () => {
    expect((await get("/icon.svg")).headers).toMatchObject({
      "cache-control": "no-cache",
      "content-type": "image/svg+xml",
    });
  });

  test("is not changed by anybody, and has no other names", async () => {
    expect((await edge.ask("/files/a-1.js", { method: "DELETE", token: null })).status).toBe(405);
    for (const where of ["/index.html", "/files/a-1.js.br", "/files/../icon.svg", "/files/%61-1.js"])
      expect((await get(where)).status).toBe(404);
  });
});

test("pages that were not built say so, and the API answers nevertheless", async () => {
  const bare = await startEdge({
    dashboard: { built: readDashboard(path.join(folder, "nothing")), signInWays: [] },
  });

  const page = await bare.ask("/", { token: null });
  const health = await bare.ask("/health");
  await bare.close();

  expect(page.status).toBe(404);
  expect(page.text).toContain("npm run build:dashboard");
  expect(health.status).toBe(200);
});

test("a dashboard that is turned off is not there", async () => {
  const bare = await startEdge();

  const page = await bare.ask("/", { token: null, headers: BROWSER });
  await bare.close();

  expect(page.status).toBe(404);
  expect(page.text).not.toContain("dashboard");
});

test("pages are counted by address as everything is that anybody may ask for, and the files that they load are not", async () => {
  const bare = await startEdge({
    env: { RATE_LIMIT_REQUESTS_PER_MINUTE: "2" },
    dashboard: { built: readDashboard(folder), signInWays: [] },
  });

  const statuses = [];
  for (const where of ["/", "/files/a-1.js", "/files/a-1.js", "/", "/", "/files/a-1.js"])
    statuses.push((await bare.ask(where, { token: null })).status);
  await bare.close();

  expect(statuses).toEqual([200, 200, 200, 200, 429, 200]);
});
