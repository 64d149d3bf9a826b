import type { Role } from "@kubecent/shared";
import type { Endpoint } from "../keys/fetch-document.ts";
import type { KeyPlace } from "../keys/key-source.ts";

/** Where the truth about an issuer's tokens is: its keys, or the API server itself. */
export type TrustPlace = KeyPlace | ({ readonly kind: "token-review" } & Endpoint);

/** Whose tokens are believed, and what is read out of them. */
export interface IssuerRules {
  /** Exactly the `iss` of its tokens. */
  readonly issuer: string;
  /** A token must be made for one of these. */
  readonly audiences: readonly string[];
  /** The claim that says whom a token is for: `aud`, but for issuers that name the client instead. */
  readonly audienceClaim: string;
  /** Whether a token that is for others as well is refused. */
  readonly isExclusive: boolean;
  readonly place: TrustPlace;
  readonly algorithms: readonly string[];
  /** What the header's `typ` must be; null where any will do. */
  readonly typ: string | null;
  /** Whether its subjects are service accounts of a cluster; nobody else may say so of theirs. */
  readonly isKubernetes: boolean;
  /** Names of claims; a name that starts with a slash is a JSON pointer. */
  readonly claims: {
    readonly subject: string;
    readonly role: string | null;
    readonly scope: string | null;
    readonly groups: string | null;
  };
  /** Claims that must be there, with one of these values. */
  readonly requiredClaims: Readonly<Record<string, readonly string[]>>;
  /** Whether addresses count as subjects without a word of the issuer that it has verified them. */
  readonly trustsEmail: boolean;
  /** What the role claim's values mean; null where they are roles of ours. */
  readonly roles: Readonly<Record<string, Role>> | null;
  /** Stands before each subject and group, so that no two issuers can speak of the same one. */
  readonly prefix: string;
  /** What those get whom nothing else gives a role. */
  readonly defaultRole: Role | null;
  readonly maxLifetimeSeconds: number;
}
