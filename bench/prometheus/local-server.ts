import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";

/** A server of the benchmark on this machine. */
export interface LocalServer {
  readonly url: string;
  /** Cuts what is under way. */
  close(): Promise<void>;
}

/** Serves on any free port of this machine. */
export async function serveLocally(listener: RequestListener): Promise<LocalServer> {
  const server = createServer(listener);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
