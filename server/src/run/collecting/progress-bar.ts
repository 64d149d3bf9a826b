import { SingleBar } from "cli-progress";

const QUIET_REPORT_MS = 5_000;

/** Shows how far a collection is: as a bar on a terminal, as a line now and then elsewhere. */
export interface ProgressView {
  start(total: number): void;
  update(done: number, total: number): void;
  stop(): void;
}

/** How progress is shown. */
interface ProgressStyle {
  readonly unit?: string;
  /** What the work is, after its count: `hours to collect`. */
  readonly purpose?: string;
  /** Views that are not alone on their stream write lines: bars would overwrite each other. */
  readonly isAlone?: boolean;
}

/** Shows progress on stderr, so that stdout stays for what a program may want to read. */
export function createProgressView(
  label: string,
  stream: NodeJS.WriteStream,
  { unit = "hours", purpose = "to collect", isAlone = true }: ProgressStyle = {},
): ProgressView {
  return stream.isTTY && isAlone ? barView(label, stream, unit) : lineView(label, stream, { unit, purpose });
}

function barView(label: string, stream: NodeJS.WriteStream, unit: string): ProgressView {
  let bar: SingleBar | undefined;
  return {
    start(total) {
      bar = new SingleBar({
        stream,
        format: `${label} [{bar}] {value}/{total} ${unit}, {eta_formatted} left`,
        barCompleteChar: "=",
        barIncompleteChar: " ",
        hideCursor: true,
        etaBuffer: 50,
      });
      bar.start(total, 0);
    },
    update(done) {
      bar?.update(done);
    },
    stop() {
      bar?.stop();
    },
  };
}

function lineView(
  label: string,
  stream: NodeJS.WriteStream,
  { unit, purpose }: { readonly unit: string; readonly purpose: string },
): ProgressView {
  let reportedAt = 0;
  return {
    start(total) {
      reportedAt = Date.now();
      stream.write(`${label}: ${total} ${unit} ${purpose}\n`);
    },
    update(done, total) {
      if (done < total && Date.now() - reportedAt < QUIET_REPORT_MS) return;
      reportedAt = Date.now();
      stream.write(`${label}: ${done} of ${total} ${unit}\n`);
    },
    stop() {
      // Every line stands for itself.
    },
  };
}
