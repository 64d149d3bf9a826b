import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { text } from "node:stream/consumers";

/** How a source goes wrong. */
export type SourceFault = "500" | "garbage" | "half" | "slow" | "silent" | "warning" | "refused";

export interface FaultyProxy {
  readonly url: string;
  /** What goes wrong, and for which questions; null when all is well. */
  fault: { readonly kind: SourceFault; readonly concerns: (form: URLSearchParams) => boolean } | null;
  close(): Promise<void>;
}

/** Stands before a real Prometheus and spoils some of its answers. */
export async function createFaultyProxy(target: string): Promise<FaultyProxy> {
  const proxy: Pick<FaultyProxy, "fault"> = { fault: null };
  const server = createServer((request, response) => {
    void answer(request, response, target, proxy).catch(() => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return Object.assign(proxy, {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  });
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  target: string,
  { fault }: Pick<FaultyProxy, "fault">,
): Promise<void> {
  const body = await text(request);
  const kind = fault?.concerns(new URLSearchParams(body)) ? fault.kind : null;
  if (kind === "refused") return void request.socket.destroy();
  if (kind === "silent") return;
  if (kind === "500") return void response.writeHead(500).end("internal error");
  if (kind === "garbage") return void response.writeHead(200).end("<html>welcome</html>");

  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const real = await fetch(`${target}${request.url}`, { method: "POST", headers, body });
  const json = await real.text();
  response.writeHead(real.status, { "content-type": "application/json" });
  if (kind === "half") return void response.write(json.slice(0, json.length / 2), () => response.destroy());
  if (kind === "slow") return trickle(response, json);
  if (kind === "warning") return void response.end(withWarning(json));
  response.end(json);
}

/** What Thanos says when a store did not answer. */
function withWarning(json: string): string {
  return json.replace(/^\{/, '{"warnings":["store 10.0.0.7:10901 did not answer"],');
}

function trickle(response: ServerResponse, json: string): void {
  let sent = 0;
  const timer = setInterval(() => {
    if (response.destroyed || sent >= json.length) return clearInterval(timer);
    response.write(json.slice(sent, sent + 1));
    sent++;
  }, 250);
  response.on("close", () => clearInterval(timer));
}
