// What the pods of `helm test` run, run here.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { render, tools } from "./support/chart.ts";
import { podsOf } from "./support/objects.ts";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

describe.skipIf(tools === null)("helm test", () => {
  it("fails where what is forbidden is reached", async () => {
    const port = await listen(200);
    const { code, output } = await run(scriptOf("test-policy", port));
    expect(output).toContain("the network plugin does not enforce NetworkPolicies");
    expect(code).toBe(1);
  });

  it("passes where it is out of reach", async () => {
    const port = await listen(200);
    servers.splice(0).forEach((server) => server.close());
    expect(await run(scriptOf("test-policy", port))).toMatchObject({ code: 0 });
  });

  it.each([
    [200, 0],
    [503, 1],
  ])("takes an answer of %i for exit code %i", async (status, code) => {
    const port = await listen(status);
    const script = scriptOf("test-health").replace("kc-kubecent:8000", `127.0.0.1:${port}`);
    expect(await run(script)).toMatchObject({ code });
  });
});

function scriptOf(name: string, forbiddenPort = 443): string {
  const values = ['tests.forbiddenHost="127.0.0.1"', `tests.forbiddenPort=${forbiddenPort}`];
  const pod = podsOf(render("minimal", ...values)).find((one) => one.name === `kc-kubecent-${name}`);
  const [container] = pod?.spec.containers ?? [];
  expect(container?.command).toEqual(["node", "--input-type=module", "--eval"]);
  return container?.args[0] ?? "";
}

async function listen(status: number): Promise<number> {
  const server = createServer((_req, res) => res.writeHead(status, { connection: "close" }).end("{}"));
  servers.push(server.listen(0, "127.0.0.1"));
  await once(server, "listening");
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function run(script: string): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(process.execPath, ["--input-type=module", "--eval", script]);
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  }
  await once(child, "close");
  return { code: child.exitCode, output };
}
