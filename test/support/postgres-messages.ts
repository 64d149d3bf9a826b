/** Takes a message of PostgreSQL's protocol: its type, one letter, and all its bytes. A startup message has no type. */
export type TakeMessage = (type: string, bytes: Buffer) => void;

/** Cuts a stream of PostgreSQL's protocol, without TLS, into its messages. A client's begins with a startup message. */
export function messageReader(
  { hasStartup }: { readonly hasStartup: boolean },
  take: TakeMessage,
): (chunk: Buffer) => void {
  let held = Buffer.alloc(0);
  let typeBytes = hasStartup ? 0 : 1;
  return (chunk) => {
    held = Buffer.concat([held, chunk]);
    while (held.length >= typeBytes + 4) {
      const end = typeBytes + held.readInt32BE(typeBytes);
      if (held.length < end) return;
      const message = held.subarray(0, end);
      held = held.subarray(end);
      take(message.toString("latin1", 0, typeBytes), message);
      typeBytes = 1;
    }
  };
}
