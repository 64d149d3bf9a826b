import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { expect, test } from "vitest";
import * as z from "zod";
import { readSettings } from "../../server/src/config/read-settings.ts";
import { SETTING_NAMES } from "../../server/src/config/schema.ts";

const composeSchema = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      environment: z.record(z.string(), z.string()).default({}),
      ports: z.array(z.string()).default([]),
      volumes: z.array(z.string()).default([]),
      configs: z.array(z.object({ source: z.string(), target: z.string() })).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
    }),
  ),
  configs: z.record(z.string(), z.object({ content: z.string() })),
  volumes: z.record(z.string(), z.null()),
});
const compose = composeSchema.parse(
  parse(readFileSync(new URL("../../compose.yaml", import.meta.url), "utf8")),
);
const services = Object.entries(compose.services);
const kubecent = compose.services["kubecent"];
const postgres = compose.services["postgres"];

/** As `docker compose` fills variables that nobody has set. */
const filled = (text: string): string => text.replaceAll(/\$\{\w+:-([^}]*)\}/g, "$1");

test("what it sets are settings, and the service takes them", () => {
  const given = Object.entries(kubecent?.environment ?? {}).map(([name, value]) => [name, filled(value)]);

  expect(
    given.map(([name]) => name).filter((name) => !SETTING_NAMES.some((known) => known === name)),
  ).toStrictEqual([]);
  expect(readSettings(Object.fromEntries(given)).DATABASE_URL).toContain("@postgres:5432/");
});

test("the address of the database is that of the PostgreSQL beside it", () => {
  const { POSTGRES_USER: user, POSTGRES_PASSWORD: password, POSTGRES_DB: name } = postgres?.environment ?? {};

  expect(kubecent?.environment["DATABASE_URL"]).toBe(
    `postgresql://${user}:${password}@postgres:5432/${name}`,
  );
  expect(kubecent?.depends_on["postgres"]?.condition).toBe("service_healthy");
});

test("volumes and configurations that are used are there, and none is left over", () => {
  const volumes = services.flatMap(([, one]) => one.volumes.map((volume) => volume.split(":")[0]));
  const configs = services.flatMap(([, one]) => one.configs.map(({ source }) => source));

  expect(new Set(volumes)).toStrictEqual(new Set(Object.keys(compose.volumes)));
  expect(configs).toStrictEqual(Object.keys(compose.configs));
});

test("Prometheus asks a service that is there, on the port that it listens on", () => {
  const config: unknown = parse(compose.configs["prometheus"]?.content ?? "");

  expect(config).toMatchObject({ scrape_configs: [{ static_configs: [{ targets: ["kubecent:8000"] }] }] });
});

test("nothing is open to the network, and every image has a version", () => {
  for (const [, one] of services) {
    for (const port of one.ports) expect(port).toMatch(/^127\.0\.0\.1:/);
    expect(one.image).toMatch(/:(?!latest$)\S+$/);
  }
});
