import { once } from "node:events";
import { createServer } from "node:net";
import { EmbeddedPostgresError } from "./embedded-postgres-error.ts";

/** A port of 127.0.0.1 that was free a moment ago: the preferred one where it is. */
export async function findFreePort(preferred = 0): Promise<number> {
  if (preferred !== 0 && (await isFree(preferred))) return preferred;
  const server = createServer();
  try {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    if (address === null || typeof address === "string") throw new Error(`unexpected address ${address}`);
    return address.port;
  } catch (cause) {
    throw new EmbeddedPostgresError(
      `No free port on 127.0.0.1 for the embedded PostgreSQL (${String(cause)}); end programs that hold many ports or set DATABASE_URL`,
      { cause },
    );
  } finally {
    server.close();
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, "127.0.0.1");
    await once(server, "listening");
    return true;
  } catch {
    return false;
  } finally {
    server.close();
  }
}
