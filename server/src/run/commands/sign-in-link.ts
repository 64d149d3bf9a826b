import { type Role, ROLES } from "@kubecent/shared";
import { type Command, InvalidArgumentError, Option } from "commander";
import { LINK_MINUTES, makeSignInLink } from "../parts/sign-in-link.ts";
import { lengthOfTime } from "./command-options.ts";
import { addScopeOptions, operatorOf, type ScopeOptions, scopeOf } from "./token-create.ts";
import { print, withDatabase } from "./with-database.ts";

interface LinkOptions extends ScopeOptions {
  readonly url: string;
  readonly role: Role;
  readonly name: string;
  /** Of the token, in milliseconds. */
  readonly expires?: number;
}

/** `sign-in-link`. */
export function addSignInLink(program: Command): void {
  const command = program
    .command("sign-in-link")
    .description("make a link that signs in to the dashboard once; it is printed alone on stdout, this once")
    .requiredOption("--url <address>", "where the dashboard is, such as https://costs.example.com", address)
    .requiredOption("--name <name>", "whom it signs in; audit records say it", linkName)
    .addOption(new Option("--role <role>", "what they may do").choices(ROLES).makeOptionMandatory())
    .option("--expires <duration>", "how long they stay signed in, such as 12h, the default", lengthOfTime);
  addScopeOptions(command).action((options: LinkOptions) =>
    withDatabase(async (database) => {
      const { url, role, name, expires } = options;
      const tokenSeconds = expires === undefined ? undefined : expires / 1_000;
      const link = { page: url, name, role, scope: scopeOf(options), tokenSeconds };
      const made = await makeSignInLink(database, link, operatorOf(database));
      process.stderr.write(`It signs in ${name} (${role}) once, within ${LINK_MINUTES} minutes:\n`);
      print(made);
    }),
  );
}

function address(text: string): string {
  if (!/^https?:\/\/[^\s?#]+$/.test(text)) {
    throw new InvalidArgumentError("Wanted an address without ? and #, such as https://costs.example.com.");
  }
  return text;
}

/** Leaves room for what is added to it in the token's name. */
function linkName(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._@-]{0,74}$/.test(text)) return text;
  throw new InvalidArgumentError("Wanted letters, digits, and . _ @ - after the first, 75 at most.");
}
