import type { AuditAnswer, AuditQuery, AuditVerifyAnswer } from "@kubecent/sdk";
import { useMutation } from "@tanstack/react-query";
import { useQuestion } from "../../../data/use-question.ts";
import { useKubecent } from "../../../session/use-kubecent.ts";
import type { Asked } from "../../../states/asked.ts";

/** Audit records, newest first. */
export function useAudit(input: AuditQuery): Asked<AuditAnswer> {
  return useQuestion({
    name: "audit.list",
    input,
    ask: (client, asked, options) => client.audit.list.query(asked, options),
  });
}

/** Computes the whole chain anew, when it is asked to. That may take a while, so it is not asked again by itself. */
export function useVerifyChain() {
  const client = useKubecent();
  return useMutation<AuditVerifyAnswer>({
    mutationFn: () => client.audit.verify.query({}, { timeoutMs: 300_000, maxRetries: 0 }),
  });
}
