import { messageOf } from "../../../domain/message-of.ts";
import { pingRedis } from "../../../limits/ping-redis.ts";
import { noAnswer, ok, type ServiceCheck } from "../service-check.ts";

/** Where replicas count callers' requests together. */
export const limitStoreCheck: ServiceCheck = {
  subject: "limit store",
  needs: ["REDIS_URL", "DATABASE_URL"],
  async look(patient) {
    const { REDIS_URL, DATABASE_URL } = patient.settings;
    if (REDIS_URL === undefined && DATABASE_URL === undefined) {
      return [ok("limit store", "memory, for there is one process")];
    }
    if (REDIS_URL === undefined) {
      await patient.database();
      return [ok("limit store", "the database")];
    }
    try {
      return [ok("limit store", `Redis answers in ${(await pingRedis(REDIS_URL)).toFixed(1)} ms`)];
    } catch (error) {
      const why = messageOf(error);
      const remedy = "check REDIS_URL; meanwhile each replica counts its share";
      return [noAnswer("limit store", `Redis does not answer: ${why}`, remedy)];
    }
  },
};
