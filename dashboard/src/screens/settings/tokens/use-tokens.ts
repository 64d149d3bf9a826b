import type { TokenCreateAnswer, TokenCreateInput, TokenListAnswer } from "@kubecent/shared";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useQuestion } from "../../../data/use-question.ts";
import { useKubecent } from "../../../session/use-kubecent.ts";
import type { Asked } from "../../../states/asked.ts";

const TOKENS = "access.tokens.list";

/** All tokens, revoked ones too. */
export function useTokens(): Asked<TokenListAnswer> {
  return useQuestion({
    name: TOKENS,
    input: {},
    ask: (client, _input, options) => client.access.tokens.list.query(undefined, options),
  });
}

/** Makes a token. Its text is in the answer, and nowhere else: it is not kept with the answers to questions. */
export function useCreateToken() {
  const client = useKubecent();
  const queries = useQueryClient();
  return useMutation<TokenCreateAnswer, Error, TokenCreateInput>({
    gcTime: 0,
    mutationFn: (input) => client.access.tokens.create.mutate(input),
    onSuccess: () => queries.invalidateQueries({ queryKey: [TOKENS] }),
  });
}

/** Revokes the token of a name. */
export function useRevokeToken() {
  const client = useKubecent();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (name: string) => client.access.tokens.revoke.mutate({ name }),
    onSettled: () => queries.invalidateQueries({ queryKey: [TOKENS] }),
  });
}
