import { ROLES, type Role, type Scope, ScopeInputSchema } from "@kubecent/shared";
import { type Command, Option } from "commander";
import {
  createTokenCommand,
  listTokensCommand,
  revokeJwtsCommand,
  revokeTokenCommand,
} from "../commands/tokens.ts";
import { instant, lifetime, patterns, tokenName } from "./arguments.ts";
import { withDatabase } from "./with-database.ts";

/** What gives and takes access: `token create`, `revoke` and `list`. */
export function addTokenCommands(program: Command): void {
  const token = program.command("token").description("API tokens for people and scripts");

  token
    .command("create")
    .description("make a token; it is printed alone on stdout, this once")
    .addOption(new Option("--role <role>", "what it may do").choices(ROLES).makeOptionMandatory())
    .requiredOption("--name <name>", "what audit records call it", tokenName)
    .option("--expires <duration>", "how long it lives, such as 30d, 12h or 90m", lifetime)
    .option(
      "--cluster <names>",
      "clusters that it shows, with commas; team-* means all that begin so",
      patterns,
    )
    .option("--namespace <names>", "namespaces that it shows, with commas", patterns)
    .action((options: TokenOptions) =>
      withDatabase((database) => {
        const { role, name, expires: expiresInMs = null } = options;
        return createTokenCommand(database, {
          role,
          name,
          scope: scopeOf(options),
          expiresInMs,
          now: Date.now(),
        });
      }),
    );

  token
    .command("revoke")
    .description(
      "revoke the API token of a name, or JWTs by subject, id or age; they are refused within seconds",
    )
    .argument("[name]", "an API token's name")
    .option("--subject <subject>", "JWTs of this caller, as system.info names them")
    .option("--jti <id>", "the JWT of this id")
    .option("--issued-before <instant>", "JWTs made before this instant", instant)
    .option("--reason <text>", "why, for those who read it later")
    .option("--keep-bindings", "leave the API token's bindings to the next one of its name")
    .action((name: string | undefined, options: JwtOptions & { keepBindings?: true }) => {
      const isJwt = (options.subject ?? options.jti ?? options.issuedBefore) !== undefined;
      if ((name !== undefined) === isJwt) {
        token.error("Name an API token, or give --subject, --jti or --issued-before; not both.");
      }
      return withDatabase((database) =>
        name === undefined
          ? revokeJwtsCommand(database, options, Date.now())
          : revokeTokenCommand(database, { name, keepBindings: options.keepBindings }),
      );
    });

  token
    .command("list")
    .description("name, role, state, made, expiry and last use of every token")
    .action(() => withDatabase((database) => listTokensCommand(database, Date.now())));
}

interface TokenOptions {
  readonly role: Role;
  readonly name: string;
  readonly expires?: number;
  readonly cluster?: string[];
  readonly namespace?: string[];
}

interface JwtOptions {
  readonly subject?: string;
  readonly jti?: string;
  readonly issuedBefore?: number;
  readonly reason?: string;
}

function scopeOf({ cluster: clusters, namespace: namespaces }: TokenOptions): Scope {
  return ScopeInputSchema.parse({ clusters, namespaces });
}
