/** Which JSON Web Tokens no longer hold: those of which all that is not null is true. */
export interface Revocation {
  readonly subject: string | null;
  readonly tokenId: string | null;
  readonly issuedBefore: Date | null;
}

/** What a revocation can be about. */
export interface RevocableToken {
  /** Behind the issuer's prefix. */
  readonly subject: string;
  readonly tokenId: string | null;
  readonly issuedAtSeconds: number;
}

/** Whether a token has been revoked. Tokens are told apart by what they say: their text has many spellings. */
export function isRevoked(token: RevocableToken, revocations: readonly Revocation[]): boolean {
  return revocations.some(
    ({ subject, tokenId, issuedBefore }) =>
      (subject ?? tokenId ?? issuedBefore) !== null &&
      (subject === null || subject === token.subject) &&
      (tokenId === null || tokenId === token.tokenId) &&
      (issuedBefore === null || token.issuedAtSeconds * 1_000 < issuedBefore.getTime()),
  );
}
