import { HOUR_MS, type Instant } from "@kubecent/shared";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Observation } from "../../../server/src/domain/observation.ts";
import { EVERYTHING } from "../../../server/src/store/access/visibility.ts";
import { inSnapshot } from "../../../server/src/store/connection/transaction.ts";
import type { SummedRow } from "../../../server/src/store/queries/pages/cost-page.ts";
import { START } from "../../support/arbitrary-questions.ts";
import { createContainer, createNode, createObservation, createPod } from "../../support/observations.ts";
import { HIDDEN, pageByPage } from "../../support/page-by-page.ts";
import { hoursFrom, storeHours } from "../../support/stored-world.ts";
import { createTestDatabase, type TestDatabase } from "../../support/test-database.ts";

let database: TestDatabase;

beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => database.drop());

/** A pod that ran on a machine for an hour. */
const onMachine = (hour: Instant, name: string, providerId: string): Observation => ({
  ...createObservation({
    hour,
    nodes: [createNode({ name, providerId })],
    pods: [
      createPod({
        name: "web",
        namespace: "shop",
        uid: "u",
        node: name,
        containers: [createContainer({ cpuRequest: 1 })],
      }),
    ],
  }),
});

test("a pod on two nodes of one name is one row, and on those of two names two", async () => {
  const hours = hoursFrom(START, 2);
  const [first = 0, second = 0] = hours;
  const same = await storeHours(database, "same", [onMachine(first, "n", "a"), onMachine(second, "n", "b")]);
  const other = await storeHours(database, "other", [
    onMachine(first, "n", "a"),
    onMachine(second, "m", "b"),
  ]);
  const rowsOf = (clusterId: number): Promise<SummedRow[]> =>
    inSnapshot(database, EVERYTHING, (client) =>
      pageByPage(client, {
        selection: {
          clusterIds: [clusterId],
          start: first,
          end: second + HOUR_MS,
          filter: {},
          partial: null,
        },
        keys: ["cluster", "namespace", "pod", "uid", "node"],
        step: null,
        view: HIDDEN,
        order: { by: "totalCost", descending: true },
        limit: 10,
      }),
    );

  expect((await rowsOf(same)).map(({ keys }) => keys)).toEqual([["same", "shop", "web", "u", "n"]]);
  expect(new Set((await rowsOf(other)).map(({ keys }) => keys.at(-1)))).toEqual(new Set(["m", "n"]));
});
