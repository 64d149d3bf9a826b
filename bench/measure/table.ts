/** A line of the benchmark's table. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  readonly measured: string;
  /** Against what it was measured in the same run; "" where there is nothing. */
  readonly ratio?: string;
  readonly target?: string;
  /** Whether the target is met; undefined where there is none. */
  readonly isMet?: boolean | undefined;
}

const HEAD = ["part", "what", "measured", "ratio", "target", "met"];

/** The figures as a table of Markdown, which reads well on a terminal too. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ part, what, measured, ratio = "", target = "", isMet }) => [
    part,
    what,
    measured,
    ratio,
    target,
    isMet === undefined ? "" : isMet ? "yes" : "NO",
  ]);
  const widths = HEAD.map((head, index) =>
    Math.max(head.length, ...rows.map((row) => row[index]?.length ?? 0)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join(" | ")} |`;
  return [line(HEAD), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

export function ms(value: number): string {
  return value < 10 ? `${value.toFixed(2)} ms` : `${value.toFixed(1)} ms`;
}

export function times(value: number): string {
  return `${value.toFixed(2)} ×`;
}
