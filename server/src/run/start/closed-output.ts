/** How a reader that is gone shows: a closed pipe, a reset socket, a terminal that was hung up. */
const GONE = new Set(["EPIPE", "ECONNRESET", "EIO"]);

/**
 * Goes on when nobody reads what is written any more: `admin … | head`, or a log collector that is gone. Without a
 * listener, Node ends the process with a stack, and leaves what it has open.
 */
export function outliveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!GONE.has(error.code ?? "")) throw error;
    });
  }
}
