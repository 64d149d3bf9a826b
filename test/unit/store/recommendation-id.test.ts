import * as fc from "fast-check";
import { expect, test } from "vitest";
import {
  clustersOfId,
  recommendationId,
} from "../../../server/src/store/recommendations/recommendation-id.ts";

const NOWHERE = { namespace: "", controllerKind: "", controller: "", container: "", asset: "" };
const idIn = (cluster: string, namespace = ""): string =>
  recommendationId({ kind: "container-size", subject: { ...NOWHERE, cluster, namespace } }, "default", 0);

test("an id is a UUID that tells its cluster among any others, and its subject apart from others there", () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 2, maxLength: 8 }), ([cluster = "", ...others]) => {
      const ids = ["shop", "search"].map((namespace) => idIn(cluster, namespace));

      expect(new Set(ids).size).toBe(2);
      for (const id of ids) {
        expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/);
        expect(clustersOfId(id.toUpperCase(), [...others, cluster])).toEqual([cluster]);
      }
    }),
  );
});

test("an id from before that may be of any cluster", () => {
  expect(clustersOfId("3fa85f64-5717-4562-b3fc-2c963f66afa6", ["prod", "staging"])).toEqual([]);
});
