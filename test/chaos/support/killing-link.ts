import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { messageReader } from "../../support/postgres-messages.ts";

/** Which backend is killed, and when. */
export interface Killing {
  /** A text of the statement that is counted as the first, on whichever connection it comes. */
  readonly from: string;
  readonly statement: number;
  /** Before the statement reaches the backend, or once it has answered; that answer is lost. */
  readonly when: "before" | "after";
}

/** A way to a database that kills the backend at its other end in the middle of a transaction. */
export interface KillingLink {
  readonly url: string;
  /** Kills once, at the next such statement. */
  arm(killing: Killing): void;
  /** Statements that were counted since it was armed. */
  counted(): number;
  /** Whether it has killed since. */
  hasKilled(): boolean;
  close(): Promise<void>;
}

const READY = "Z";
const BACKEND_KEY = "K";
/** What ends a statement of a client's: a simple query, or the Sync of an extended one. */
const SENT = new Set(["Q", "S"]);

/** Opens one to a database of this machine, whose backends this process may kill. */
export async function openKillingLink(databaseUrl: string): Promise<KillingLink> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let armed: Killing | null = null;
  let counted = 0;
  let hasKilled = false;

  const join = (near: Socket): void => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    let pid = 0;
    let isChange = false;
    const killAt = (when: Killing["when"]): boolean => {
      if (!armed || !isChange || armed.when !== when || armed.statement !== counted) return false;
      armed = null;
      hasKilled = true;
      process.kill(pid, "SIGKILL");
      return true;
    };
    const fromClient = messageReader({ hasStartup: true }, (type, bytes) => {
      if (armed && bytes.includes(armed.from)) isChange = true;
      if (isChange && SENT.has(type)) {
        counted += 1;
        killAt("before");
      }
      far.write(bytes);
    });
    const fromServer = messageReader({ hasStartup: false }, (type, bytes) => {
      if (type === BACKEND_KEY) pid = bytes.readInt32BE(5);
      if (type === READY && killAt("after")) return;
      near.write(bytes);
      // Statements of the next transaction on this connection are not counted.
      if (type === READY && bytes[5] === "I".charCodeAt(0)) isChange = false;
    });
    near.on("data", fromClient);
    far.on("data", fromServer);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
  };
  const server = createServer(join);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address ? address.port : 0);
  return {
    url: url.href,
    arm: (killing) => {
      armed = killing;
      counted = 0;
      hasKilled = false;
    },
    counted: () => counted,
    hasKilled: () => hasKilled,
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
