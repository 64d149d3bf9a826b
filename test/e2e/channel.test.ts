import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Receiver, startReceiver } from "../support/receivers.ts";
import { createDataFolder, type ServerProcess, startServerProcess } from "../support/server-process.ts";

let at: Receiver;
let server: ServerProcess;
const data = createDataFolder();

beforeAll(async () => {
  at = await startReceiver();
  const env = {
    ENVIRONMENT: "development",
    NOTIFY_ALLOW: "127.0.0.0/8",
    PUBLIC_URL: "https://kubecent.example.com",
  };
  server = await startServerProcess(data.folder, env);
});
afterAll(async () => {
  await server.end("SIGTERM");
  await at.close();
  data.remove();
});

async function post(path: string, body: unknown): Promise<{ status: number; id: string }> {
  const response = await fetch(`${server.url}/api/v1${path}`, {
    method: "POST",
    headers: { authorization: `Bearer ${server.token}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  const answer: { id: string } = JSON.parse(await response.text());
  return { status: response.status, id: answer.id };
}

test("a service that was just started makes a channel and sends its test, and its log holds no secret", async () => {
  const target = { kind: "slack", url: `${at.url}/services/topsecret` };
  const { status, id } = await post("/alerts/channels", { name: "chat", target });
  await post(`/alerts/channels/${id}/test`, {});

  await vi.waitFor(() => expect(at.got).toHaveLength(1));
  expect(status).toBe(200);
  expect(at.got[0]).toMatchObject({ path: "/services/topsecret" });
  expect(at.got[0]?.body).toContain("https://kubecent.example.com");
  expect(server.output()).not.toContain("topsecret");
});
