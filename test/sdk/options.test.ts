import { expect, test } from "vitest";
import { createKubeCent } from "../../sdk/src/index.ts";

const URL_ROOT = "http://localhost:8000";

test.each([
  { url: "localhost:8000" },
  { url: "ftp://localhost" },
  { url: "http://user:secret@localhost" },
  { url: "http://localhost?x=1" },
  { url: "http://localhost#x" },
  { url: "http://local host" },
])("refuses $url as the service's root without repeating it", ({ url }) => {
  const create = () => createKubeCent({ url, token: "kc_test" });

  expect(create).toThrow(TypeError);
  expect(create).toThrow(/^url: wanted the service's root(?!.*secret)/);
});

test.each(["", "/", "/kubecent"])("takes %j, in a page that the service itself serves", (url) => {
  expect(() => createKubeCent({ url, token: "kc_test" })).not.toThrow();
});

test.each([
  { token: "", name: "an empty token" },
  { token: "Bearer kc_secret", name: "a scheme" },
  { token: "kc_secret\r\nx-evil: 1", name: "a line break" },
  { token: "kc_sécret", name: "an accent" },
])("refuses $name without repeating it", ({ token }) => {
  const create = () => createKubeCent({ url: URL_ROOT, token });

  expect(create).toThrow(TypeError);
  expect(create).toThrow(/^token: (?!.*s.cret)/);
});

test.each([
  { timeoutMs: 0 },
  { timeoutMs: -1 },
  { timeoutMs: Number.NaN },
  { maxRetries: -1 },
  { maxRetries: 1.5 },
  { maxRetries: Number.POSITIVE_INFINITY },
])("refuses %o", (options) => {
  expect(() => createKubeCent({ url: URL_ROOT, token: "kc_test", ...options })).toThrow(RangeError);
});

test("refuses them per call as well", async () => {
  const client = createKubeCent({ url: URL_ROOT, token: "kc_test" });

  await expect(client.system.health.query(undefined, { timeoutMs: 0 })).rejects.toThrow(RangeError);
});

test("a client is no promise, and says how a call ends", async () => {
  const client = createKubeCent({ url: URL_ROOT, token: "kc_test" });

  expect(await Promise.resolve(client)).toBe(client);
  expect(() => Reflect.get(client.cost.pods, "mutat")()).toThrow(/^cost.pods.mutat is not a call/);
});
