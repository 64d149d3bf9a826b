// The restricted level of the Pod Security Standards, field by field, on every container that the chart makes.
import { describe, expect, it } from "vitest";
import { CASES, render, tools } from "./support/chart.ts";
import { type Container, containersOf, type FoundPod, podsOf } from "./support/objects.ts";

const VOLUMES = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "persistentVolumeClaim",
  "projected",
  "secret",
];
const BOUNDS = ["cpu", "memory", "ephemeral-storage"];

describe.skipIf(tools === null).each(CASES)("pods of %s", (name) => {
  const pods = tools === null ? [] : podsOf(render(name));

  it("are several", () => {
    expect(pods.length).toBeGreaterThan(1);
  });

  it("share nothing with their node, mount what is allowed, and get no token of the API server by themselves", () => {
    expect(pods.flatMap(podFaults)).toEqual([]);
  });

  it("run without rights and within bounds, in every container", () => {
    const faults = pods.flatMap((pod) =>
      containersOf(pod).flatMap((container) =>
        containerFaults(container).map((fault) => `${pod.name}: ${container.name}: ${fault}`),
      ),
    );
    expect(faults).toEqual([]);
  });
});

describe("the standard", () => {
  it("notices what it forbids", () => {
    const container: Container = {
      name: "a",
      image: "a",
      args: [],
      command: [],
      env: [],
      ports: [],
      volumeMounts: [],
    };
    expect(containerFaults(container)).toHaveLength(9);
  });
});

function podFaults({ name, spec }: FoundPod): string[] {
  const { securityContext: security } = spec;
  const isWrong: Readonly<Record<string, boolean>> = {
    "shares the node's namespaces": [spec.hostNetwork, spec.hostPID, spec.hostIPC].some(Boolean),
    "gets a token": spec.automountServiceAccountToken !== false,
    "may run as root": security?.runAsNonRoot !== true || security.runAsUser === 0,
    "mounts what is not allowed": spec.volumes.some(
      (volume) => !VOLUMES.some((kind) => Object.keys(volume).includes(kind)),
    ),
    "has a folder without a bound": spec.volumes.some(
      ({ emptyDir }) => emptyDir !== undefined && !JSON.stringify(emptyDir).includes("sizeLimit"),
    ),
  };
  return wrong(isWrong).map((fault) => `${name}: ${fault}`);
}

function containerFaults({ securityContext: security, ports, resources }: Container): string[] {
  return wrong({
    "may run as root": security?.runAsNonRoot !== true || security.runAsUser === 0,
    "may gain rights": security?.allowPrivilegeEscalation !== false,
    "may be privileged": security?.privileged !== false,
    "writes to its image": security?.readOnlyRootFilesystem !== true,
    "keeps capabilities": security?.capabilities?.drop.join(",") !== "ALL",
    "has a capability": security?.capabilities?.add.length !== 0,
    "has no seccomp profile": security?.seccompProfile?.type !== "RuntimeDefault",
    "takes a port of the node": ports.some(({ hostPort }) => hostPort !== undefined),
    "asks for nothing": !BOUNDS.every((bound) => resources?.requests[bound]),
    "has no bounds": !BOUNDS.every((bound) => resources?.limits[bound]),
  });
}

function wrong(isWrong: Readonly<Record<string, boolean>>): string[] {
  return Object.keys(isWrong).filter((fault) => isWrong[fault]);
}
