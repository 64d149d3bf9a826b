// Helm takes a default away where a value is null, as in `tolerations:` with nothing behind it.
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { describe, expect, it } from "vitest";
import { caseFile, CHART, helm, render, renderText, tools } from "./support/chart.ts";
import { containersOf, podsOf } from "./support/objects.ts";

/** Paths of all values whose default is empty, with that default. */
function emptyDefaults(values: unknown, path = ""): (readonly [string, unknown])[] {
  const isEmpty =
    values === "" || (typeof values === "object" && values !== null && Object.keys(values).length === 0);
  if (isEmpty) return [[path, values]];
  if (typeof values !== "object" || values === null || Array.isArray(values)) return [];
  return Object.entries(values).flatMap(([key, value]: [string, unknown]) =>
    emptyDefaults(value, path === "" ? key : `${path}.${key}`),
  );
}

const defaults = emptyDefaults(parse(readFileSync("chart/values.yaml", "utf8"))).filter(
  ([path]) => !/^(existingSecret|prometheus\.url)$/.test(path),
);

describe.skipIf(tools === null)("values that are null", () => {
  it("are what an empty one is, wherever that is the default", () => {
    expect(defaults.length).toBeGreaterThan(50);
    const nulls = defaults.map(([path]) => `${path}=null`);
    expect(renderText("minimal", ...nulls)).toBe(renderText("minimal"));
  });

  it("leave user and group to the platform", () => {
    const pods = podsOf(render("minimal", "podSecurity=null", "postgresql.runAsUser=null"));
    expect(pods.length).toBeGreaterThan(3);
    for (const { spec } of pods) {
      expect(spec.securityContext).toMatchObject({ runAsNonRoot: true });
      expect(Object.keys(spec.securityContext ?? {})).not.toContain("runAsUser");
    }
  });

  it("take a bound away, or a setting", () => {
    const objects = render("minimal", "api.resources.limits.cpu=null", "settings.CORS_ORIGINS=null");
    const [api] = podsOf(objects)
      .filter(({ name }) => name.endsWith("-api"))
      .flatMap(containersOf);
    expect(api?.resources?.limits).toEqual({ memory: "1Gi", "ephemeral-storage": "1Gi" });
    expect(JSON.stringify(objects)).not.toContain("CORS_ORIGINS");
  });

  it("are refused by name where something must be there", () => {
    for (const path of ["networkPolicy.enabled", "tmp", "api.replicas", "mode", "database.user"]) {
      const args = ["template", "kc", CHART, "--values", caseFile("minimal"), "--set-json", `${path}=null`];
      const { ok, output } = helm(...args);
      expect(ok).toBe(false);
      expect(output).toContain(`missing property '${path.split(".").at(-1)}'`);
    }
  });
});
