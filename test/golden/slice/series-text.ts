/** One sample, as Prometheus prints it: the value in decimals, so that nothing is rounded on the way. */
export interface RecordedSample {
  readonly timeMs: number;
  readonly value: string;
}

/** A recorded series. `target` names who was scraped: its series share the times of its scrapes. */
export interface RecordedSeries {
  /** Name and labels as OpenMetrics writes them. */
  readonly name: string;
  readonly target: string;
  readonly samples: readonly RecordedSample[];
}

// The text that the slice is kept in: a line for each target's scrapes, then one for each of its series, as
// steps from one number to the next, with repeats counted. It is a hundredth of the same samples in OpenMetrics.
//   T <ms> <steps…>
//   S <decimals> TAB name{labels} TAB <index of a scrape> <steps…> TAB <index after a hole> <steps…>

/** Writes series as text; `expandSeries` reads it. */
export function writeSeries(series: readonly RecordedSeries[]): string {
  const targets = Map.groupBy(series, ({ target }) => target);
  return [...targets.values()].flatMap(writeTarget).join("\n");
}

function writeTarget(series: readonly RecordedSeries[]): string[] {
  const times = [...new Set(series.flatMap(({ samples }) => samples.map(({ timeMs }) => timeMs)))];
  times.sort((a, b) => a - b);
  const indexOf = new Map(times.map((time, index) => [time, index]));
  return [
    `T ${writeSteps(times.map(BigInt))}`,
    ...series.map(({ name, samples }) => writeLine(name, samples, indexOf)),
  ];
}

function writeLine(
  name: string,
  samples: readonly RecordedSample[],
  indexOf: ReadonlyMap<number, number>,
): string {
  const decimals = Math.max(0, ...samples.map(({ value }) => value.split(".")[1]?.length ?? 0));
  const stretches: { first: number; values: bigint[] }[] = [];
  for (const { timeMs, value } of samples) {
    const index = indexOf.get(timeMs) ?? Number.NaN;
    const open = stretches.at(-1);
    if (open && open.first + open.values.length === index) open.values.push(scaled(value, decimals));
    else stretches.push({ first: index, values: [scaled(value, decimals)] });
  }
  const texts = stretches.map(({ first, values }) => `${first} ${writeSteps(values)}`);
  return [`S ${decimals}`, name, ...texts].join("\t");
}

/** The value times ten to the power of `decimals`. */
function scaled(value: string, decimals: number): bigint {
  const [, sign = "", whole = "", part = ""] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(value) ?? [];
  if (whole === "") throw new Error(`A value that is no plain decimal: ${value}`);

  return BigInt(sign + whole + part.padEnd(decimals, "0"));
}

function writeSteps(numbers: readonly bigint[]): string {
  const runs: { step: bigint; count: number }[] = [];
  let before = 0n;
  for (const number of numbers) {
    const step = number - before;
    before = number;
    const run = runs.at(-1);
    if (run?.step === step) run.count++;
    else runs.push({ step, count: 1 });
  }
  return runs.map(({ step, count }) => (count === 1 ? `${step}` : `${step}*${count}`)).join(" ");
}

/** Turns the text back into OpenMetrics, series by series: each piece holds the lines of one. */
export function* expandSeries(text: string): Generator<string> {
  let times: readonly bigint[] = [];
  for (const line of text.split("\n")) {
    if (line.startsWith("T ")) {
      times = readSteps(line.slice(2));
      continue;
    }
    const [head = "", name = "", ...stretches] = line.split("\t");
    const decimals = Number(head.slice(2));
    yield stretches.map((stretch) => expandStretch(stretch, { name, decimals, times })).join("");
  }
  yield "# EOF\n";
}

interface SeriesLine {
  readonly name: string;
  readonly decimals: number;
  readonly times: readonly bigint[];
}

function expandStretch(stretch: string, { name, decimals, times }: SeriesLine): string {
  const space = stretch.indexOf(" ");
  const first = Number(stretch.slice(0, space));
  const values = readSteps(stretch.slice(space + 1));
  const lines = values.map((value, index) => {
    const time = times[first + index];
    if (time === undefined) throw new Error(`${name} has a sample without a scrape`);
    return `${name} ${unscaled(value, decimals)} ${unscaled(time, 3)}\n`;
  });
  return lines.join("");
}

function readSteps(text: string): bigint[] {
  const numbers: bigint[] = [];
  let before = 0n;
  for (const run of text.split(" ")) {
    const [step = "", count = "1"] = run.split("*");
    for (let repeat = 0; repeat < Number(count); repeat++) {
      before += BigInt(step);
      numbers.push(before);
    }
  }
  return numbers;
}

function unscaled(value: bigint, decimals: number): string {
  if (decimals === 0) return String(value);

  const digits = String(value < 0n ? -value : value).padStart(decimals + 1, "0");
  return `${value < 0n ? "-" : ""}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}
