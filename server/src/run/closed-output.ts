/**
 * Goes on when nobody reads what is written any more: `admin … | head`, or a log collector that is gone. Without a
 * listener, Node ends the process with a stack, and leaves what it has open.
 */
export function outliveClosedOutput(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") throw error;
    });
  }
}
