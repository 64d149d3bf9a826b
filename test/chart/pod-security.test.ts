// The restricted level of the Pod Security Standards, field by field, on every container that the chart makes.
import { describe, expect, it } from "vitest";
import { CASES, render, tools } from "./support/chart.ts";
import { containersOf, podsOf } from "./support/objects.ts";

const VOLUMES = ["configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "persistentVolumeClaim", "projected", "secret"];

describe.skipIf(tools === null).each(CASES)("pods of %s", (name) => {
  const pods = tools === null ? [] : podsOf(render(name));

  it("share nothing with their node, and mount what is allowed", () => {
    expect(pods.length).toBeGreaterThan(0);
    for (const { name: pod, spec } of pods) {
      expect([spec.hostNetwork, spec.hostPID, spec.hostIPC], pod).toEqual([undefined, undefined, undefined]);
      for (const { name: volume, ...source } of spec.volumes) {
        expect(VOLUMES, `${pod}: ${volume}`).toContain(Object.keys(source)[0]);
      }
    }
  });

  it("get no token of the API server by themselves", () => {
    for (const { name: pod, spec } of pods) expect(spec.automountServiceAccountToken, pod).toBe(false);
  });

  it("run without rights, in every container", () => {
    for (const pod of pods) {
      for (const { name: container, securityContext, ports } of containersOf(pod)) {
        const place = `${pod.name}: ${container}`;
        expect(securityContext, place).toMatchObject({
          runAsNonRoot: true,
          allowPrivilegeEscalation: false,
          privileged: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ["ALL"], add: [] },
          seccompProfile: { type: "RuntimeDefault" },
        });
        expect(securityContext?.runAsUser, place).not.toBe(0);
        expect(pod.spec.securityContext?.runAsUser, place).not.toBe(0);
        expect(ports.some(({ hostPort }) => hostPort !== undefined), place).toBe(false);
      }
    }
  });

  it("have bounds for processor, memory and disk, and bounded folders", () => {
    for (const pod of pods) {
      for (const { name: container, resources } of containersOf(pod)) {
        expect(Object.keys(resources?.limits ?? {}).toSorted(), `${pod.name}: ${container}`).toEqual([
          "cpu",
          "ephemeral-storage",
          "memory",
        ]);
      }
      for (const { emptyDir } of pod.spec.volumes) {
        if (emptyDir !== undefined) expect(emptyDir).toHaveProperty("sizeLimit");
      }
    }
  });
});
