import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { until } from "../chaos/support/chaos-server.ts";
import { hasHaproxy, pageHaproxy, startBalancingHaproxy } from "../support/haproxy.ts";
import { listen } from "../unit/sources/prometheus/support/fake-prometheus.ts";
import { run } from "./support/run-admin.ts";

// The proxy of docs/deployment.md. test/load puts it before two real replicas; here they are as bad as a test wants them.

const isThere = hasHaproxy();
if (!isThere) process.stderr.write("haproxy is not installed: the page's proxy is not tried\n");

test.runIf(isThere)("haproxy takes the page's settings as they stand", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "kubecent-proxy-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const [pem, settings] = [path.join(folder, "kubecent.pem"), path.join(folder, "haproxy.cfg")];
  const [key, certificate] = [path.join(folder, "key"), path.join(folder, "certificate")];
  const request = "req -x509 -nodes -newkey rsa:2048 -subj /CN=kubecent -keyout";
  const made = await run("openssl", [...request.split(" "), key, "-out", certificate]);
  expect(made.code).toBe(0);
  writeFileSync(pem, readFileSync(certificate, "utf8") + readFileSync(key, "utf8"));
  writeFileSync(settings, pageHaproxy().replace("/etc/haproxy/kubecent.pem", pem));

  expect(await run("haproxy", ["-c", "-f", settings])).toMatchObject({ code: 0 });
});

/** A replica that is ready or not, and breaks off what it is asked as often as it is told to. */
async function startReplica() {
  const state = { isReady: true, breaks: 0, asked: 0 };
  const answer = (request: IncomingMessage, response: ServerResponse): void => {
    if (request.url === "/readyz") {
      response.writeHead(state.isReady ? 200 : 503).end();
      return;
    }
    state.asked++;
    if (state.breaks > 0) {
      state.breaks--;
      request.destroy();
    } else response.end();
  };
  const server = createServer(answer);
  const port = await listen(server);
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { state, port };
}

/** Replicas behind the page's proxy, and how often a request reached one of them. */
async function startBehindProxy() {
  const replicas = [await startReplica(), await startReplica()] as const;
  const proxy = await startBalancingHaproxy(replicas.map(({ port }) => port));
  onTestFinished(() => proxy.close());
  const ask = async (method: string, headers: Record<string, string> = {}, place = "/api/v1/x") => {
    const before = asked();
    // On a connection that it used before, haproxy tells of a broken one by closing the caller's as well.
    const answer = await fetch(`http://127.0.0.1:${proxy.port}${place}`, { method, headers }).catch(
      () => null,
    );
    return { status: answer?.status ?? "closed", reached: asked() - before };
  };
  const asked = (): number => replicas.reduce((sum, { state }) => sum + state.asked, 0);
  return { replicas, ask };
}

test.runIf(isThere)("what may be repeated is, and a change without a key is not", async () => {
  const { replicas, ask } = await startBehindProxy();
  const broken = (method: string, headers?: Record<string, string>) => {
    for (const { state } of replicas) state.breaks = 1;
    return ask(method, headers);
  };

  expect(await broken("GET")).toMatchObject({ status: 200 });
  expect(await broken("POST", { "idempotency-key": "one" })).toMatchObject({ status: 200 });
  const changed = await broken("POST");
  expect([502, "closed"]).toContain(changed.status);
  expect(changed.reached).toBe(1);
});

test.runIf(isThere)("a replica that is not ready is asked nothing, and asked again once it is", async () => {
  const { replicas, ask } = await startBehindProxy();
  const [leaving, staying] = replicas;
  const isLeftAlone = async (): Promise<boolean> => {
    const before = leaving.state.asked;
    for (let time = 0; time < 4; time++) expect(await ask("GET")).toMatchObject({ status: 200 });
    return leaving.state.asked === before;
  };

  expect(await isLeftAlone()).toBe(false);
  leaving.state.isReady = false;
  await until("it is left alone", isLeftAlone);
  leaving.state.isReady = true;
  await until("it is asked again", async () => !(await isLeftAlone()));
  expect(staying.state.asked).toBeGreaterThan(0);
});

test.runIf(isThere)("what needs no token is for the network behind it alone", async () => {
  const { ask } = await startBehindProxy();

  for (const place of ["/metrics", "/livez", "/readyz", "/startupz"]) {
    expect(await ask("GET", {}, place)).toEqual({ status: 403, reached: 0 });
  }
});
