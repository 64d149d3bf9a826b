// Writes what of the documentation is made from code: `npm run docs`. With --check nothing is written, and the
// exit code is 1 where a file is not what it would be.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { ERROR_CODES } from "@kubecent/shared";
import { appRouter } from "../server/src/api/router.ts";
import { type SettingRow, settingsTable } from "../server/src/config/schema.ts";
import { openApiDocument } from "../server/src/http/openapi/document.ts";
import { parameterObjects } from "../server/src/http/openapi/document-parameters.ts";
import { PUBLIC_PROCEDURES } from "../server/src/http/openapi/document.ts";
import { type Procedure, proceduresOf } from "../server/src/api/procedures.ts";
import { FINDING_CODES, FINDING_KINDS } from "../server/src/domain/findings/finding.ts";
import { CHECKS } from "../server/src/sources/prometheus/doctor/examine-source.ts";
import { VERSION } from "../server/src/run/start/version.ts";
import { valuesSchema } from "./chart/values-schema.ts";
import { type ValueRow, valueRows } from "./chart/values-table.ts";

const BEGIN = "<!-- made by scripts/write-docs.ts: begin -->";
const END = "<!-- made by scripts/write-docs.ts: end -->";

/** A file that is made whole, or in part: between two marks. */
interface MadeFile {
  readonly path: string;
  readonly isWhole: boolean;
  readonly text: string;
}

const files: readonly MadeFile[] = [
  { path: "docs/settings.md", isWhole: false, text: settingsText(settingsTable()) },
  { path: "docs/errors.md", isWhole: false, text: errorsText() },
  { path: "docs/sources.md", isWhole: false, text: checksText() },
  { path: "docs/troubles.md", isWhole: false, text: findingsText() },
  { path: "docs/api.md", isWhole: false, text: apiText(proceduresOf(appRouter)) },
  { path: "docs/openapi.json", isWhole: true, text: json(openApiDocument(appRouter, VERSION)) },
  { path: "chart/values.schema.json", isWhole: true, text: valuesSchema() },
  { path: "chart/README.md", isWhole: false, text: valuesText(valueRows("chart/values.yaml")) },
  { path: ".env.example", isWhole: true, text: exampleText(settingsTable()) },
];

const isCheck = process.argv.includes("--check");
const stale = files.filter((file) => !isCurrent(file));
for (const { path } of stale) process.stdout.write(`${isCheck ? "stale" : "written"}: ${path}\n`);
if (!isCheck) for (const file of stale) writeFileSync(file.path, wanted(file));
if (isCheck && stale.length > 0) {
  process.stderr.write("Run `npm run docs` and look at what it changes.\n");
  process.exitCode = 1;
}

function isCurrent(file: MadeFile): boolean {
  return existsSync(file.path) && readFileSync(file.path, "utf8") === wanted(file);
}

function wanted({ path, isWhole, text }: MadeFile): string {
  if (isWhole) return text;
  const current = readFileSync(path, "utf8");
  const [before, rest = ""] = current.split(BEGIN);
  const [, after] = rest.split(END);
  if (before === undefined || after === undefined)
    throw new Error(`${path} needs the marks ${BEGIN} and ${END}`);
  return `${before}${BEGIN}\n\n${text}\n${END}${after}`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.map(cell).join(" | ")} |\n`);
  return lines.join("");
}

function cell(text: string): string {
  return text.replaceAll("|", String.raw`\|`);
}

function settingsText(rows: readonly SettingRow[]): string {
  const cells = rows.map(({ name, default: value, rule }) => [`\`${name}\``, value, rule]);
  return table(["name", "default", "rule"], cells);
}

function valuesText(rows: readonly ValueRow[]): string {
  const cells = rows.map(({ path, default: value, comment }) => [
    `\`${path}\``,
    value === null ? "" : `\`${value}\``,
    comment,
  ]);
  return table(["value", "default", "what it does"], cells);
}

function errorsText(): string {
  const rows = Object.entries(ERROR_CODES).map(([code, { status, title }]) => [
    `\`${code}\``,
    String(status),
    title,
  ]);
  return table(["`code`", "status", "`error`"], rows);
}

function checksText(): string {
  const rows = CHECKS.map(({ name, gravity, consequence, remedy }) => [
    name,
    gravity === "wrong" ? `**wrong**: ${consequence}` : consequence,
    remedy,
  ]);
  return table(["looked for", "what its lack costs", "what to do"], rows);
}

function findingsText(): string {
  const rows = FINDING_CODES.map((code) => {
    const { gravity, what, rule, remedy } = FINDING_KINDS[code];
    return [`\`${code}\``, gravity, what, rule, remedy];
  });
  return table(["code", "gravity", "what was found", "what KubeCent does", "what you can do"], rows);
}

function apiText(procedures: readonly Procedure[]): string {
  const rows = procedures.map((procedure) => [
    `\`${procedure.name}\``,
    `\`${procedure.method} /api/v1${procedure.path}\``,
    whoText(procedure),
    procedure.summary,
    parametersText(procedure),
  ]);
  return table(["procedure", "REST", "who", "what", "parameters"], rows);
}

/** Procedures about the service as a whole refuse whoever has the permission over a part alone. */
function whoText({ name, access }: Procedure): string {
  if (PUBLIC_PROCEDURES.includes(name)) return "everybody";
  if (!access) return "a token";
  return access.servesScoped ? access.permission : `${access.permission}, over everything`;
}

function parametersText(procedure: Procedure): string {
  return parameterObjects(procedure)
    .map(({ name, required }) => `\`${name}\`${required ? " (required)" : ""}`)
    .join(", ");
}

function exampleText(rows: readonly SettingRow[]): string {
  const settings = rows.map(({ name, default: value, rule }) => {
    const [, literal] = /^`(.*)`$/.exec(value) ?? [];
    const isName = literal !== undefined && /^[A-Z_]+$/.test(literal);
    const unset = literal === undefined || isName ? ` Unset: ${value.replaceAll("`", "")}.` : "";
    return `# ${rule.replaceAll("`", "")}${unset}\n# ${name}=${isName ? "" : (literal ?? "")}\n`;
  });
  const head = "# Made by scripts/write-docs.ts: every setting with what holds while it is unset.\n";
  return [head, ...settings].join("\n");
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
