import { expect, test } from "vitest";
import { createDataFolder, runServiceToEnd } from "../../support/server-process.ts";

const CANARY = "canary-7f3a";

test.each([
  [{ ENVIRONMENT: "Production" }, "ENVIRONMENT"],
  [{ ENVIRONMENT: "prod" }, "ENVIRONMENT"],
  [{ ENVIRONMENT: "production", DEBUG: "True" }, "DEBUG"],
  [{ ENVIRONMENT: "production", CORS_ORIGINS: "*" }, "CORS_ORIGINS"],
  [{ ENVIRONMENT: "production", DATABASE_URL: "postgresql://user:password@db/kubecent" }, "DATABASE_URL"],
  [{ ENVIRONMENT: "production", REDIS_URL: `http://:${CANARY}@redis` }, "REDIS_URL"],
  [{ ENVIRONMENT: "production", RATE_LIMIT_REQUESTS_PER_MINUTE: "0" }, "RATE_LIMIT_REQUESTS_PER_MINUTE"],
  [{ ENVIRONMENT: "production", TRUSTED_PROXIES: "0.0.0.0/0" }, "TRUSTED_PROXIES"],
  [{ ENVIRONMENT: "production", JWT_SECRET: CANARY }, "JWT_SECRET"],
] as const)("#40 with %o the service does not start, and says why by name", async (env, name) => {
  const data = createDataFolder();
  const { code, stdout, stderr } = await runServiceToEnd({
    KUBECENT_DATA: data.folder,
    ...env,
  });
  data.remove();

  expect(code).toBe(78);
  expect(stderr).toContain(`${name}: found`);
  expect(stdout + stderr).not.toMatch(/canary|password@|at .*\.(?:ts|mjs)/);
});

test("#40 what is wrong is named all together, one line for each", async () => {
  const env = { ENVIRONMENT: "production", DEBUG: "true", CORS_ORIGINS: "*", PORT: "http" };

  const { code, stderr } = await runServiceToEnd(env);

  expect(code).toBe(78);
  for (const name of ["DEBUG", "CORS_ORIGINS", "PORT"]) {
    expect(stderr.split("\n").filter((line) => line.includes(`${name}: found`))).toHaveLength(1);
  }
});
