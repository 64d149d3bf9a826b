import type { Sample } from "../../../../support/recording/emit.ts";

const MOST_SAMPLES = 100_000;
const SAMPLE_BYTES = 18;
/** A time of this century in milliseconds takes as many bytes of seven bits. */
const TIME_BYTES = 6;

/**
 * The bodies of Prometheus' remote write that bring it these samples: protocol buffers, as its prompb/remote.proto has
 * them. Each has whole series; samples of a series are in the order of their times.
 */
export function* remoteWrites(samples: readonly Sample[]): Generator<Buffer> {
  let written: Buffer[] = [];
  let count = 0;
  for (const [series, own] of Map.groupBy(samples, (sample) => sample.series)) {
    written.push(field(1, Buffer.concat([...labelFields(series), sampleFields(own)])));
    count += own.length;
    if (count < MOST_SAMPLES) continue;
    yield uncompressed(Buffer.concat(written));
    written = [];
    count = 0;
  }
  if (written.length > 0) yield uncompressed(Buffer.concat(written));
}

const ESCAPED: Readonly<Record<string, string>> = { "\\n": "\n" };

/** Labels of a series as OpenMetrics writes it, in the order of their names. */
function labelFields(series: string): Buffer[] {
  const [, metric = "", text = ""] = /^([^{]*)(?:\{(.*)\})?$/s.exec(series) ?? [];
  const labels = [...text.matchAll(/([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/gs)].map(
    ([, name = "", value = ""]) =>
      [name, value.replaceAll(/\\./g, (sign) => ESCAPED[sign] ?? sign.slice(1))] as const,
  );
  return [["__name__", metric] as const, ...labels]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    );
}

/** Written at once: there are hundreds of thousands of them. */
function sampleFields(samples: readonly Sample[]): Buffer {
  const bytes = Buffer.alloc(samples.length * SAMPLE_BYTES);
  for (const [index, { value, time }] of samples.entries()) {
    let at = index * SAMPLE_BYTES;
    bytes[at++] = 0x12;
    bytes[at++] = SAMPLE_BYTES - 2;
    bytes[at++] = 0x09;
    at = bytes.writeDoubleLE(Number(value), at);
    bytes[at++] = 0x10;
    let rest = Math.round(time);
    for (let place = 1; place <= TIME_BYTES; place++) {
      bytes[at++] = (rest % 128) | (place < TIME_BYTES ? 0x80 : 0);
      rest = Math.floor(rest / 128);
    }
  }
  return bytes;
}

/** A field that has a length. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.of((number << 3) | 2), varint(content.length), content]);
}

function varint(number: number): Buffer {
  const bytes: number[] = [];
  for (let rest = number; rest > 0 || bytes.length === 0; rest >>>= 7)
    bytes.push((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
  return Buffer.from(bytes);
}

/** As Snappy writes bytes that it found no way to shorten, which is what Prometheus takes. */
function uncompressed(bytes: Buffer): Buffer {
  const literal = Buffer.alloc(5, 0xfc);
  literal.writeUInt32LE(bytes.length - 1, 1);
  return Buffer.concat([varint(bytes.length), literal, bytes]);
}
