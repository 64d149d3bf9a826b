import { isScopeWithin, type Scope } from "@kubecent/shared";
import { callerFor, callerOf, type Grant } from "../caller.ts";
import { type AccessLists, type Subject, tokenSubject } from "./access-lists.ts";

/** What bindings give, for news that is sent while nobody calls. */
export interface MakerGrants {
  /** Null where bindings are not known yet. */
  grantsOf(subjects: readonly Subject[]): readonly Grant[] | null;
  /** Goes by these lists from now on: they are read after what needs them was made. */
  follow(lists: Pick<AccessLists, "grantsOf">): void;
}

/** Knows nothing until it is told which lists to follow. */
export function createMakerGrants(): MakerGrants {
  let followed: Pick<AccessLists, "grantsOf"> | null = null;
  return {
    follow: (lists) => {
      followed = lists;
    },
    grantsOf: (subjects) => {
      try {
        return followed?.grantsOf(subjects) ?? null;
      } catch {
        return null;
      }
    },
  };
}

/** A token as bindings know it: by its name those of the file alone. */
export function tokenSubjects(name: string, tokenId: string): Subject[] {
  return [{ subjectKind: "token", subject: name }, tokenSubject(BigInt(tokenId))];
}

/** Whether grants let somebody see all of a scope's alerts. */
export function canSee(grants: readonly Grant[], scope: Scope): boolean {
  const credential = { kind: "api-token", from: "", id: null, createdAt: 0, expiresAt: null } as const;
  const caller = callerFor(callerOf({ id: "", name: "", grants, credential }), "alert:view");
  return caller !== null && isScopeWithin(scope, caller.scope);
}
