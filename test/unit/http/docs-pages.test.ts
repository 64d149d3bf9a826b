import { expect, onTestFinished, test } from "vitest";
import { type Edge, startEdge } from "./edge.ts";

async function openEdge(): Promise<Edge> {
  const edge = await startEdge();
  onTestFinished(() => edge.close());
  return edge;
}

test("the API's pages are there for anybody, and run no script but our own", async () => {
  const edge = await openEdge();

  const page = await edge.ask("/api/docs", { token: null });

  expect(page.status).toBe(200);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  expect(page.headers["content-security-policy"]).toContain("script-src 'self'");
  expect(page.text).not.toMatch(/<script>|https?:\/\//);
});

test("everything that the page asks for is served", async () => {
  const edge = await openEdge();
  const page = await edge.ask("/api/docs", { token: null });
  const paths = [...page.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = ""]) => path);

  const replies = await Promise.all(paths.map((path) => edge.ask(path, { token: null })));

  expect(paths).toHaveLength(3);
  expect(replies.map((reply) => reply.status)).toEqual([200, 200, 200]);
  expect(replies.map((reply) => reply.text.length > 100)).toEqual([true, true, true]);
});

test("the guide's other path leads there, and no path below it opens anything else", async () => {
  const edge = await openEdge();

  const other = await edge.ask("/api/redoc", { token: null });
  const below = await edge.ask("/api/docs/../v1/cost/cluster", { token: null });
  const unknown = await edge.ask("/api/docs/package.json", { token: null });

  expect([other.status, other.headers["location"]]).toEqual([302, "/api/docs"]);
  expect([401, 404]).toContain(below.status);
  expect(unknown.status).toBe(404);
});
