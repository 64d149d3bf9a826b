import { AuditVerifyAnswerSchema, AuditVerifyQuerySchema, CostError } from "@kubecent/shared";
import Bottleneck from "bottleneck";
import { verifyChain } from "../../audit/verify-chain.ts";
import { procedureFor } from "../trpc.ts";

/** Verifications that may wait for the one that runs: each reads the whole chain. */
const MOST_WAITING = 3;
const RETRY_AFTER_SECONDS = 10;

const oneAtATime = new Bottleneck({
  maxConcurrent: 1,
  highWater: MOST_WAITING,
  strategy: Bottleneck.strategy.OVERFLOW,
});

export const verify = procedureFor("audit:view")
  .meta({
    rest: {
      method: "GET",
      path: "/audit/verify",
      summary: "Whether the audit log is what was sealed; the first number that is not",
    },
  })
  .input(AuditVerifyQuerySchema)
  .output(AuditVerifyAnswerSchema)
  .query(async ({ ctx: { services }, input: { fromSeq, checkpoint } }) => {
    try {
      return await oneAtATime.schedule(() =>
        verifyChain(services.database, {
          keys: services.audit.keys,
          fromSeq: fromSeq === undefined ? undefined : BigInt(fromSeq),
          // Our own memory is outside of the database too: an older state that was put back does not match it.
          kept: [checkpoint, services.audit.ownCheckpoint()].filter((each) => typeof each === "string"),
        }),
      );
    } catch (error) {
      if (!(error instanceof Bottleneck.BottleneckError)) throw error;
      throw new CostError("RATE_LIMITED", "Other verifications are under way. Try again in a few seconds.", {
        cause: error,
        retryAfterSeconds: RETRY_AFTER_SECONDS,
      });
    }
  });
