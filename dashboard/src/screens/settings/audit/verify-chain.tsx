import type { AuditVerifyAnswer } from "@kubecent/sdk";
import type { ReactElement } from "react";
import { ChangeTrouble } from "../../../dialogs/change-trouble.tsx";
import { useVerifyChain } from "./use-audit.ts";

/** Computes the sealed chain of records anew, and says whether anybody has changed it. */
export function VerifyChain(): ReactElement {
  const verify = useVerifyChain();
  return (
    <section className="verify-chain">
      <button type="button" disabled={verify.isPending} onClick={() => verify.mutate()}>
        Verify the chain
      </button>
      <output>
        {verify.isPending && "Computing every record anew …"}
        {verify.data && !verify.isPending && <Found answer={verify.data} />}
      </output>
      {verify.error && <ChangeTrouble error={verify.error} />}
    </section>
  );
}

function Found({ answer }: { answer: AuditVerifyAnswer }): ReactElement {
  const { ok, fault, verifiedRecords, verifiedCheckpoints, firstSeq, lastSeq, unsealedRecords } = answer;
  if (!ok && fault) {
    return (
      <span className="verify-found" data-ok="false">
        <strong>The chain is broken at record {fault.chainSeq}</strong> ({fault.kind.replaceAll("_", " ")}):{" "}
        {fault.message}
      </span>
    );
  }
  const numbers =
    firstSeq === null ? "nothing is sealed yet" : `records ${firstSeq} to ${lastSeq ?? firstSeq}`;
  return (
    <span className="verify-found" data-ok="true">
      <strong>Nothing was changed:</strong> {numbers}, {verifiedRecords} computed anew, {verifiedCheckpoints}{" "}
      signatures right{unsealedRecords > 0 ? `, ${unsealedRecords} not sealed yet` : ""}.
    </span>
  );
}
