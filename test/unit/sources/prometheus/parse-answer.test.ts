import { expect, test } from "vitest";
import { parseAnswer } from "../../../../server/src/sources/prometheus/query/parse-answer.ts";
import { SourceError } from "../../../../server/src/sources/source-error.ts";
import { success } from "./support/fake-prometheus.ts";

function samples(values: readonly unknown[], warnings?: readonly string[]) {
  const answer = success([{ metric: { job: "x" }, values }], warnings && { warnings });
  return parseAnswer(answer.body);
}

test("samples are times in milliseconds and numbers", () => {
  const { series } = samples([
    [1794787200.69, "1"],
    [1794787260.123, "2.5e-3"],
  ]);

  expect(series[0]?.labels).toEqual({ job: "x" });
  expect([...(series[0]?.times ?? [])]).toEqual([1794787200690, 1794787260123]);
  expect([...(series[0]?.values ?? [])]).toEqual([1, 0.0025]);
});

test("a vector's single sample is read as well", () => {
  const { body } = success([{ metric: {}, value: [10, "7"] }], { resultType: "vector" });

  expect([...(parseAnswer(body).series[0]?.values ?? [])]).toEqual([7]);
});

test("samples that are no finite number are dropped, and series without others too", () => {
  const kept = samples([
    [1, "NaN"],
    [2, "5"],
    [3, "+Inf"],
    [4, "-Inf"],
  ]);

  expect([...(kept.series[0]?.times ?? [])]).toEqual([2000]);
  expect(samples([[1, "NaN"]]).series).toEqual([]);
});

test.each([
  { warnings: ["1 of 3 stores did not answer"], isPartial: true },
  { warnings: ["PromQL info: metric might not be a counter"], isPartial: false },
  { warnings: [], isPartial: false },
])("the warnings $warnings mean a partial answer: $isPartial", ({ warnings, isPartial }) => {
  expect(samples([[1, "1"]], warnings).isPartial).toBe(isPartial);
});

test.each([
  { what: "text", body: "<html>sign in</html>" },
  { what: "other JSON", body: '{"hello":"world"}' },
  { what: "a scalar", body: '{"status":"success","data":{"resultType":"scalar","result":[1,"1"]}}' },
  {
    what: "a sample of numbers",
    body: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1,2]]}]}}',
  },
  {
    what: "a label that is no text",
    body: '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"a":1},"values":[]}]}}',
  },
])("$what is refused as no answer of Prometheus", ({ body }) => {
  expect(() => parseAnswer(body)).toThrow(SourceError);
});

test("labels of any text, that look like rows too, are read whether the text is cut or parsed whole", () => {
  const texts = ['"quoted"', "a\nb", "grüß 世界", "\\", ',{"metric":', "]}]", '"value":', "]}],"];
  const rows = texts.map((text, index) => ({
    metric: { text, value: text },
    values: [[index, String(index)]],
  }));
  const { body } = success(rows, { warnings: ["]}]"] });

  const compact = parseAnswer(body);
  const spaced = parseAnswer(JSON.stringify(JSON.parse(body), null, 2));

  expect(compact.series.map(({ labels }) => labels["text"])).toEqual(texts);
  expect(compact).toEqual(spaced);
  expect(compact.isPartial).toBe(true);
});

test("series of the same times keep them once", () => {
  const values = [
    [1, "1"],
    [2, "2"],
  ];
  const { body } = success([
    { metric: { a: "1" }, values },
    { metric: { a: "2" }, values },
  ]);

  const [first, second] = parseAnswer(body).series;

  expect(second?.times).toBe(first?.times);
});
