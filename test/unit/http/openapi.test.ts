import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import * as z from "zod";
import { appRouter } from "../../../server/src/api/router.ts";
import { openApiDocument } from "../../../server/src/http/openapi/document.ts";
import { proceduresOf } from "../../../server/src/api/procedures.ts";
import { sampleRouter } from "./sample-router.ts";

const OperationSchema = z.object({
  operationId: z.string(),
  security: z.array(z.unknown()).optional(),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.string(), schema: z.looseObject({}) }))
    .default([]),
  requestBody: z.looseObject({ required: z.boolean() }).optional(),
  responses: z.record(z.string(), z.unknown()),
});
const DocumentSchema = z.looseObject({
  openapi: z.literal("3.1.0"),
  paths: z.record(z.string(), z.record(z.string(), OperationSchema)),
});

const ours = openApiDocument(appRouter, "1.2.3");
const sample = DocumentSchema.parse(openApiDocument(sampleRouter, "1.2.3"));

test("every procedure is described once, at the path that it is served at", () => {
  const described = Object.entries(DocumentSchema.parse(ours).paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { operationId }]) => `${method} ${path} ${operationId}`),
  );

  const served = proceduresOf(appRouter).map(
    ({ name, method, path }) => `${method.toLowerCase()} /api/v1${path} ${name}`,
  );
  expect(described.toSorted()).toEqual(served.toSorted());
});

test("nothing refers to what is not there", () => {
  const text = JSON.stringify(ours);
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path.split("/"));

  for (const path of references) {
    const target = path.reduce<unknown>((node, name) => z.looseObject({}).parse(node)[name], ours);
    expect(target).toBeTypeOf("object");
  }
  expect(references.length).toBeGreaterThan(0);
  expect(text).not.toContain("$defs");
});

test("lists are written with commas, labels by name", () => {
  const parameters = sample.paths["/api/v1/echo"]?.["get"]?.parameters ?? [];

  expect(parameters.find(({ name }) => name === "namespace")).toMatchObject({
    in: "query",
    style: "form",
    explode: false,
    schema: { type: "array" },
  });
  expect(parameters.find(({ name }) => name === "label.NAME")).toMatchObject({ schema: { type: "array" } });
  expect(parameters.find(({ name }) => name === "limit")).toMatchObject({
    required: false,
    schema: { type: "integer", minimum: 1, maximum: 1_000, default: 100 },
  });
});

test("a parameter of the path is required, and a POST has a body instead", () => {
  const kinds = sample.paths["/api/v1/kinds/{id}"]?.["get"];
  const create = sample.paths["/api/v1/things"]?.["post"];

  expect(kinds?.parameters[0]).toMatchObject({ name: "id", in: "path", required: true });
  expect(create?.parameters).toEqual([
    expect.objectContaining({ name: "Idempotency-Key", in: "header", required: false }),
  ]);
  expect(create?.requestBody).toMatchObject({ required: true });
  expect(Object.keys(create?.responses ?? {})).toEqual(
    expect.arrayContaining(["200", "401", "409", "413", "415", "422"]),
  );
});

test("only what is public can be called without a token", () => {
  const open = Object.values(DocumentSchema.parse(ours).paths).flatMap((operations) =>
    Object.values(operations).flatMap(({ operationId, security }) => (security ? [operationId] : [])),
  );

  expect(open).toEqual(["system.health"]);
});

test("answers may grow fields, and date patterns are left out", () => {
  const text = JSON.stringify(ours);

  expect(text).toContain('"format":"date-time"');
  expect(text).not.toContain('pattern":"^(?:(?:\\\\d\\\\d[2468]');
});

test("the description in the repository is this one", () => {
  const golden: unknown = JSON.parse(readFileSync("docs/openapi.json", "utf8"));
  const { info } = z.looseObject({ info: z.object({ version: z.string() }) }).parse(golden);

  // Run "npm run docs" and look at the difference: it is what clients will notice.
  expect(golden).toEqual(JSON.parse(JSON.stringify(openApiDocument(appRouter, info.version))));
});
