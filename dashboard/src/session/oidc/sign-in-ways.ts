/** An issuer at which people sign in, as the service tells of it. */
export interface SignInWay {
  readonly issuer: string;
  /** What the button says. */
  readonly name: string;
  readonly clientId: string;
  readonly scopes: string;
  /** Which of the issuer's tokens the service takes. */
  readonly token: "access_token" | "id_token";
  /** What this issuer wants to be sent beside what every issuer is. */
  readonly parameters: Readonly<Record<string, string>>;
}

let ways: readonly SignInWay[] | undefined;

/** Where people can sign in, as the page's head says it; none where no issuer is set up for it. */
export function signInWays(): readonly SignInWay[] {
  ways ??= readWays(document.querySelector<HTMLMetaElement>('meta[name="sign-in-ways"]')?.content ?? "");
  return ways;
}

function readWays(text: string): readonly SignInWay[] {
  const told: unknown = text === "" ? [] : JSON.parse(text);
  return Array.isArray(told) ? told : [];
}
