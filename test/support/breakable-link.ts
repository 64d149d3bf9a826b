import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";

/** A way to a database that can be broken and mended. */
export interface BreakableLink {
  /** The database's address by way of the link. */
  readonly url: string;
  /** Cuts all connections; new ones are refused until `mend`. */
  cut(): Promise<void>;
  /** Holds back every byte until `mend`: a machine that has stopped, or a network that swallows. */
  stall(): void;
  mend(): Promise<void>;
  /** Sends the next connections to another server: a failover. */
  turnTo(databaseUrl: string): void;
  close(): Promise<void>;
}

/** Opens a link to a database. */
export async function openLink(databaseUrl: string): Promise<BreakableLink> {
  let target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let isStalled = false;
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    if (isStalled) socket.pause();
    return socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    keep(near).pipe(keep(far)).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    if (isStalled) for (const socket of [near, far]) socket.pause();
  });
  const listen = async (port: number): Promise<number> => {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    return typeof address === "object" && address ? address.port : 0;
  };
  const port = await listen(0);
  const cut = async (): Promise<void> => {
    const closed = server.listening ? once(server, "close") : undefined;
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  };
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(port);
  return {
    url: url.href,
    cut,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.pause();
    },
    mend: async () => {
      isStalled = false;
      for (const socket of sockets) socket.resume();
      if (!server.listening) await listen(port);
    },
    turnTo: (other) => {
      target = new URL(other);
    },
    close: cut,
  };
}
