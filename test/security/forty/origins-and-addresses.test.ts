import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { addressKey } from "../../../server/src/limits/address-key.ts";
import { createMemoryLimiter } from "../../../server/src/limits/memory-limiter.ts";
import { readSettings } from "../../../server/src/config/read-settings.ts";
import { useService } from "../support/service.ts";

// What is garbage does not count.
setFlagsFromString("--expose-gc");
const collectGarbage: unknown = runInNewContext("gc");

function heapBytes(): number {
  if (typeof collectGarbage === "function") collectGarbage();
  return process.memoryUsage().heapUsed;
}

const service = useService({
  CORS_ORIGINS: "https://app.example.com",
  RATE_LIMIT_REQUESTS_PER_MINUTE: "50",
  TRUSTED_PROXIES: "10.0.0.0/8",
});

test.each([
  "null",
  "https://app.example.com.evil.io",
  "https://evil-app.example.com",
  "http://app.example.com",
  "https://app.example.com:8443",
  "https://APP.example.com",
  "https://app.example.com/",
  "https://app.example.com, https://evil.io",
  "*",
])("#26 a page of %s reads nothing", async (origin) => {
  for (const method of ["GET", "OPTIONS"]) {
    const reply = await service.askAsStranger("/api/v1/info", {
      method,
      headers: { origin, "access-control-request-method": "GET" },
    });

    expect(reply.headers["access-control-allow-origin"]).toBeUndefined();
    expect(reply.headers["access-control-allow-credentials"]).toBeUndefined();
    expect(String(reply.headers["vary"])).toContain("Origin");
  }
});

test("#26 a page of the origin that is allowed reads answers, without credentials", async () => {
  const reply = await service.askAsStranger("/api/v1/info", {
    headers: { origin: "https://app.example.com" },
  });

  expect(reply.headers["access-control-allow-origin"]).toBe("https://app.example.com");
  expect(reply.headers["access-control-allow-credentials"]).toBeUndefined();
});

test.each(["*", '["*"]', "https://*.example.com", "null", "http://app.example.com", "https://a.io/"])(
  "#26 production does not start with the origins %s",
  (origins) => {
    expect(() => readSettings({ ENVIRONMENT: "production", CORS_ORIGINS: origins })).toThrow("CORS_ORIGINS");
  },
);

test("#27 an address that the caller writes down is not believed: all of them share one bucket", async () => {
  const statuses: number[] = [];
  for (let index = 0; index < 60; index++) {
    const headers = { "x-forwarded-for": `203.0.113.${index}`, forwarded: `for=203.0.113.${index}` };
    statuses.push((await service.askAsStranger("/api/v1/health", { headers })).status);
  }

  expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(50);
  expect(statuses.at(-1)).toBe(429);
});

function addressOf(index: number): string {
  return addressKey(`2001:db8:${(index >> 16).toString(16)}:${(index & 0xffff).toString(16)}::1`);
}

test("#27 a million addresses take bounded memory, and the busy one stays counted", async () => {
  const limiter = createMemoryLimiter({ limit: 100, windowSeconds: 3_600 });
  for (let index = 0; index < 50_000; index++) await limiter.take(addressOf(index), 1);
  const before = heapBytes();

  for (let index = 50_000; index < 1_000_000; index++) {
    await limiter.take(addressOf(index), 1);
    if (index % 5_000 === 0) await limiter.take("busy", 1);
  }

  expect(heapBytes() - before).toBeLessThan(20 * 1024 * 1024);
  expect(await limiter.take("busy", 0)).toMatchObject({ remaining: 0 });
});
