import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request as sendRequest } from "node:http";

/** A file on its way, of which the caller has read nothing but its headers. */
export interface OpenFile {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  /** Reads what there is to be read, and whether it ended as a whole answer does. */
  readAll(): Promise<{ readonly text: string; readonly isWhole: boolean }>;
  /** Leaves without reading. */
  leave(): void;
}

/** Asks for a file and waits for its headers. */
export async function openFile(port: number, path: string, token: string): Promise<OpenFile> {
  const request = askFor(port, path, token);
  const [response]: IncomingMessage[] = await once(request, "response");
  if (!response) throw new Error("There is no response");
  response.on("error", () => undefined);
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    readAll: async () => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      await new Promise((resolve) => response.once("close", resolve));
      return { text: Buffer.concat(chunks).toString(), isWhole: response.complete };
    },
    leave: () => request.destroy(),
  };
}

/** Asks for a file, and leaves the rest to the test. */
export function askFor(port: number, path: string, token: string, requestId?: string): ClientRequest {
  const headers = {
    authorization: `Bearer ${token}`,
    ...(requestId !== undefined && { "x-request-id": requestId }),
  };
  const request = sendRequest({ port, host: "127.0.0.1", path, agent: false, headers });
  request.on("error", () => undefined);
  request.end();
  return request;
}
