import type { KubeCentClient } from "@kubecent/sdk";
import { type UseMutationResult, useMutation, useQueryClient } from "@tanstack/react-query";
import { useKubecent } from "../session/use-kubecent.ts";

/** A change to what the service keeps: how it is made, and which answers are others then. */
interface ChangeOf<Input, Answer> {
  make: (client: KubeCentClient, input: Input) => Promise<Answer>;
  /** Procedures by how their names begin, such as "budgets.". */
  touches: readonly string[];
  /** Its answer holds what is told once: it is forgotten with the dialog that shows it. */
  isSecret?: boolean | undefined;
}

/** Makes a change when it is told to, and asks anew what it touches. It is not tried again by itself. */
export function useChange<Input, Answer>({
  make,
  touches,
  isSecret = false,
}: ChangeOf<Input, Answer>): UseMutationResult<Answer, Error, Input> {
  const client = useKubecent();
  const queries = useQueryClient();
  return useMutation<Answer, Error, Input>({
    ...(isSecret && { gcTime: 0 }),
    mutationFn: (input) => make(client, input),
    onSettled: () =>
      queries.invalidateQueries({
        predicate: ({ queryKey: [name] }) => touches.some((start) => String(name).startsWith(start)),
      }),
  });
}
