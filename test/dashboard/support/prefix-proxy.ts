import { once } from "node:events";
import { createServer, request } from "node:http";
import { portOf } from "../../unit/http/edge.ts";

/** A proxy before the service, as an ingress is. */
export interface PrefixProxy {
  /** The address of the service behind it, with the prefix and without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a proxy that publishes a service under a prefix, takes that off, and tells nobody. */
export async function startPrefixProxy(serviceUrl: string, prefix: string): Promise<PrefixProxy> {
  const server = createServer((req, res) => {
    const { url = "", method, headers } = req;
    if (!url.startsWith(`${prefix}/`)) return void res.writeHead(404).end();
    const onward = request(serviceUrl + url.slice(prefix.length), { method, headers }, (answer) => {
      res.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(res);
    });
    onward.on("error", () => res.destroy());
    return void req.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${portOf(server)}${prefix}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
