import { once } from "node:events";
import { request } from "node:http";
import { connect, createServer, type Socket } from "node:net";

/** A TCP balancer over servers of this machine that looks at their /readyz, as a Kubernetes service does. */
export interface Balancer {
  readonly url: string;
  /** Sends connections to the server at this port from the moment on that it is ready. */
  add(port: number): void;
  remove(port: number): void;
  /** Whether a server gets new connections. */
  isReady(port: number): boolean;
  close(): Promise<void>;
}

const LOOK_EVERY_MS = 100;

export async function startBalancer(): Promise<Balancer> {
  const ready = new Map<number, boolean>();
  const sockets = new Set<Socket>();
  let turn = 0;
  const server = createServer((near) => {
    const ports = [...ready].filter(([, isReady]) => isReady).map(([port]) => port);
    const port = ports[(turn += 1) % ports.length];
    if (port === undefined) return void near.destroy();
    const far = connect(port, "127.0.0.1");
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    }
    near.pipe(far).pipe(near);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const looking = setInterval(() => {
    for (const port of ready.keys()) {
      void isReadyAt(port).then((isReady) => ready.has(port) && ready.set(port, isReady));
    }
  }, LOOK_EVERY_MS);
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address ? address.port : 0}`,
    add: (port) => void ready.set(port, false),
    remove: (port) => void ready.delete(port),
    isReady: (port) => ready.get(port) ?? false,
    close: async () => {
      clearInterval(looking);
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function isReadyAt(port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const probe = request({ host: "127.0.0.1", port, path: "/readyz", agent: false, timeout: 30_000 });
  probe.on("response", (answer) => {
    answer.resume();
    resolve(answer.statusCode === 200);
  });
  probe.on("timeout", () => probe.destroy());
  probe.on("error", () => resolve(false));
  probe.end();
  return promise;
}
