import { describe, expect, it } from "vitest";
import { CASES, helm, CHART, caseFile, render, renderText, tools } from "./support/chart.ts";
import { containersOf, podsOf } from "./support/objects.ts";

const CANARIES = ["canary-audit-key", "canary-cursor-key", "canary@p:a/s%s w$(ord)"];

describe.skipIf(tools === null)("secrets", () => {
  const objects = tools === null ? [] : render("own-database");

  it("stand in the Secret alone, whole, and nowhere else", () => {
    const secret = objects.find(({ kind }) => kind === "Secret");
    expect(secret?.["data"]).toEqual({
      "audit-key": Buffer.from("canary-audit-key-0123456789-0123456789").toString("base64"),
      "cursor-key": Buffer.from("canary-cursor-key-0123456789-0123456789").toString("base64"),
      "database-password": Buffer.from("canary@p:a/s%s w$(ord)").toString("base64"),
    });
    const others = JSON.stringify(objects.filter(({ kind }) => kind !== "Secret"));
    for (const canary of [
      ...CANARIES,
      ...CANARIES.map((text) => Buffer.from(text).toString("base64").slice(0, 12)),
    ]) {
      expect(others).not.toContain(canary);
    }
  });

  it("are not in the notes", () => {
    const { ok, output } = helm(
      "install",
      "kc",
      CHART,
      "--dry-run=client",
      "--values",
      caseFile("own-database"),
    );
    expect(ok).toBe(true);
    const [, notes = ""] = output.split("NOTES:");
    expect(notes).toContain("token create");
    for (const canary of CANARIES) expect(notes).not.toContain(canary);
  });

  it("are no part of annotations, not even as a hash", () => {
    const before = podsOf(objects).map(({ annotations }) => annotations);
    const after = podsOf(render("own-database", 'secrets.databasePassword="another"'));
    expect(after.map(({ annotations }) => annotations)).toEqual(before);
  });

  it("come from a Secret of one's own, and then the chart makes none", () => {
    const others = CASES.filter((name) => name !== "own-database").flatMap((name) => render(name));
    expect(others.filter(({ kind }) => kind === "Secret")).toEqual([]);
  });

  it("are given to containers by reference, never as a value", () => {
    const variables = CASES.flatMap((name) => podsOf(render(name)).flatMap(containersOf)).flatMap(
      ({ env }) => env,
    );
    const secret = variables.filter(({ name }) => /PASSWORD$|_URL$|_HEADERS$|KEY/.test(name));
    expect(secret.length).toBeGreaterThan(10);
    expect(secret.filter(({ value }) => value !== undefined)).toEqual([]);
  });

  it("are neither made up nor looked up while rendering", () => {
    expect(renderText("own-database")).toBe(renderText("own-database", "demo=false"));
  });
});
