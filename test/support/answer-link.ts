import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { messageReader } from "./postgres-messages.ts";

/** A way to a database that knows where each of its answers ends, and can lose one. */
export interface AnswerLink {
  /** The database's address by way of the link. */
  readonly url: string;
  /** Answers that went through, or were lost. */
  answers(): number;
  /** Loses one answer from now on, 1 for the next, and breaks its connection: the statement itself was carried out. */
  lose(which: number): void;
  close(): Promise<void>;
}

const HEADER_BYTES = 5;
const READY_FOR_QUERY = "Z";

/** Opens a link to a database that speaks without TLS. */
export async function openAnswerLink(databaseUrl: string): Promise<AnswerLink> {
  const target = new URL(databaseUrl);
  const sockets = new Set<Socket>();
  let answers = 0;
  let lost = 0;
  const isLost = (): boolean => {
    answers += 1;
    return answers === lost;
  };
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname);
    for (const socket of [near, far]) {
      sockets.add(socket);
      socket.on("error", () => undefined).on("close", () => sockets.delete(socket));
    }
    near.pipe(far);
    far.on(
      "data",
      wholeAnswers((answer) => (isLost() ? void near.destroy() : void near.write(answer))),
    );
    near.on("close", () => far.end());
    far.on("close", () => near.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const url = new URL(databaseUrl);
  url.hostname = "127.0.0.1";
  url.port = String(typeof address === "object" && address ? address.port : 0);
  return {
    url: url.href,
    answers: () => answers,
    lose: (which) => {
      lost = answers + which;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

/** Puts together what comes until the server is ready for the next statement. */
function wholeAnswers(take: (answer: Buffer) => void): (chunk: Buffer) => void {
  let held: Buffer[] = [];
  return messageReader({ hasStartup: false }, (type, bytes) => {
    held.push(bytes);
    if (type !== READY_FOR_QUERY && !asksToAuthenticate(type, bytes)) return;
    take(Buffer.concat(held));
    held = [];
  });
}

/** Questions of the server's before a connection stands, which cannot wait for the end of an answer. */
function asksToAuthenticate(type: string, bytes: Buffer): boolean {
  return type === "R" && bytes.readInt32BE(HEADER_BYTES) !== 0;
}
