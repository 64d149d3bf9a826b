import {
  type AnswerWindow,
  type Coverage,
  DAY_MS,
  formatInstant,
  HOUR_MS,
  type SortOrder,
  type WindowQuery,
} from "@kubecent/shared";
import type pg from "pg";
import { canonicalJson } from "../cache/canonical-json.ts";
import { firstHour, resolveWindow, type Window } from "../domain/windows/resolve-window.ts";
import { findClustersAndDays } from "../store/queries/clusters/clusters-and-days.ts";
import {
  dataVersionOf,
  soleCurrency,
  type StoredCluster,
} from "../store/queries/clusters/stored-clusters.ts";
import type { CostOrder } from "../store/queries/pages/cost-page.ts";
import { readCoverage } from "../store/queries/coverage/coverage.ts";
import type { AskedSelection, CostFilter } from "../store/queries/where/selection.ts";
import type { Visibility, Seen } from "../store/access/visibility.ts";
import type { Guessing } from "../store/connection/guesses.ts";
import { allSettledThenThrow } from "../store/connection/all-settled-then-throw.ts";
import type { ReadLoad } from "../store/connection/database.ts";
import { inQuestion } from "../store/connection/transaction.ts";
import type { PagePosition } from "../store/paging/keyset-page.ts";
import { onePage, type PageSource } from "../store/paging/page-source.ts";
import { scopeOf, visibilityIn } from "./admission.ts";
import type { AdmittedContext } from "./context.ts";

/** What all questions about a stretch of time and some clusters have in common. */
interface WindowQuestion extends WindowQuery, CostFilter {
  readonly cluster?: string[] | undefined;
  readonly currency?: string | undefined;
}

/** A question on its way to an answer: what it selects, and the one moment of the data that it reads. */
export interface OpenQuestion {
  readonly client: pg.ClientBase;
  /** Where the pages of its rows are read from. */
  readonly source: PageSource;
  readonly window: Window;
  readonly clusters: readonly StoredCluster[];
  readonly seen: Seen;
  readonly selection: AskedSelection;
}

/** What every answer about a stretch of time says beside its rows. */
export interface AnswerHead {
  readonly window: AnswerWindow;
  readonly currency: string;
  readonly coverage: Coverage;
  readonly dataVersion: string;
}

/** Who asks, and what tells the question from others but its page: with that, what was read for the like of it is taken for granted. */
interface AskingContext extends AdmittedContext {
  readonly asked?: string;
  /** Whether totals over all rows are wanted, which no filter narrows. */
  readonly withTotals?: boolean;
}

/**
 * Answers a question from one snapshot, so that rows, coverage and data version belong together. The snapshot holds
 * what the caller may see and nothing else.
 */
export function answerInSnapshot<Body extends object>(
  ctx: AskingContext,
  question: WindowQuestion,
  body: (open: OpenQuestion) => Promise<Body>,
): Promise<AnswerHead & Body> {
  const window = resolveWindow(question, ctx.services.now());
  const { services, held, asked, withTotals = false } = ctx;
  const reading = { services, held, load: loadOf(window), asked };
  return readSnapshot(reading, visibilityIn(ctx.caller, question.cluster), async (source, seen) => {
    const { client } = source;
    const wanted = { names: question.cluster, currency: question.currency };
    const clusters = await findClustersAndDays(client, { ...wanted, seen, window });
    const currency = soleCurrency(clusters);
    const place = { clusters, seen };
    const selection = selectionOf(question, place, window);
    const open = { client, source, window, ...place, selection };
    const [coverage, answer] = await allSettledThenThrow(
      coverageOf({ ...open, withTotals }, window),
      body(open),
    );
    return {
      window: answerWindow(window),
      currency,
      coverage,
      dataVersion: dataVersionOf(clusters),
      ...answer,
    };
  });
}

interface CoverageQuestion extends Pick<OpenQuestion, "client" | "clusters" | "seen"> {
  readonly withTotals?: boolean;
}

/** How much of a window was seen of what a question selects. */
export function coverageOf(
  { client, clusters, seen, withTotals = false }: CoverageQuestion,
  { start, dueEnd }: Window,
): Promise<Coverage> {
  return readCoverage(client, clusters, {
    firstHour: firstHour(start),
    end: Math.ceil(dueEnd / HOUR_MS) * HOUR_MS,
    partial: seen.partial,
    withTotals,
  });
}

/** A question about more than a week reads what grows with time. */
const SMALL_MS = 8 * DAY_MS;

function loadOf({ start, end }: Window): ReadLoad {
  return end - start > SMALL_MS ? "heavy" : "small";
}

interface Reading extends Pick<AdmittedContext, "services" | "held"> {
  /** A small question unless told otherwise. */
  readonly load?: ReadLoad;
  readonly asked?: string | undefined;
}

/** Reads from a snapshot: the one that is held for the answer as a whole, else one of its own. */
export function readSnapshot<T>(
  { services, held, load = "small", asked }: Reading,
  visibility: Visibility,
  read: (source: PageSource, seen: Seen) => Promise<T>,
): Promise<T> {
  if (held) return held.read(visibility, read);
  const guessing = asked === undefined ? undefined : guessingFor(services, asked);
  return inQuestion({ database: services.database, load, guessing }, visibility, (client, seen) =>
    read(onePage(client), seen),
  );
}

/** What may be taken for granted while the data is known to be that of a moment ago. */
function guessingFor({ cache }: AdmittedContext["services"], question: string): Guessing | undefined {
  const dataVersion = cache.versions.fresh()?.ofAll;
  return dataVersion === undefined ? undefined : { dataVersion, question };
}

/** The same clusters and filter over another window. */
export function selectionOf(
  question: CostFilter,
  { clusters, seen }: Pick<OpenQuestion, "clusters" | "seen">,
  window: Window,
): AskedSelection {
  const { namespace, node, controllerKind, controller, pod, container, label } = question;
  return {
    clusterIds: clusters.map((cluster) => cluster.clusterId),
    start: window.start,
    end: window.end,
    filter: { namespace, node, controllerKind, controller, pod, container, label },
    partial: seen.partial,
  };
}

/** A window as answers say it. */
export function answerWindow({ start, end, timeZone, dueEnd }: Window): AnswerWindow {
  return {
    start: formatInstant(start),
    end: formatInstant(end),
    timeZone,
    // A day whose first moment it is holds nothing yet, and is no less pending.
    ...((dueEnd < end || start === end) && {
      pending: { start: formatInstant(dueEnd), end: formatInstant(end) },
    }),
  };
}

/** The order that `sort` names: a money column, largest first with a minus sign. */
export function costOrder(sort: SortOrder): CostOrder {
  const descending = sort.startsWith("-");
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- a SortOrder without its sign is a column
  return { by: (descending ? sort.slice(1) : sort) as Exclude<CostOrder["by"], "keys">, descending };
}

interface PagedQuestion {
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/** Reads and writes the cursors of one question of one procedure, good for every caller who sees the same of it. */
export function questionPages(
  { services, caller }: AdmittedContext,
  procedure: string,
  { limit: _limit, cursor, ...rest }: PagedQuestion,
): {
  readonly asked: string;
  readonly after: PagePosition | null;
  readonly cursorAt: (next: PagePosition | null) => string | null;
} {
  // Callers who ask the same in another order share an answer, and so its cursors.
  const asked = `${procedure} ${scopeOf(caller)} ${canonicalJson(rest)}`;
  return {
    asked,
    after: cursor === undefined ? null : services.cursors.read(asked, cursor),
    cursorAt: (next) => (next ? services.cursors.write(asked, next) : null),
  };
}
