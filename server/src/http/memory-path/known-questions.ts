import { LRUCache } from "lru-cache";
import type { AccessRule } from "../../api/admission.ts";
import type { AskedQuestion } from "../../api/answers/asked-question.ts";
import type { AnswerForm } from "../answers/send-answer.ts";

/** A question that has been read before, and how its door sends the answer. */
export interface KnownQuestion {
  readonly question: AskedQuestion;
  readonly access: AccessRule | undefined;
  /** What metrics count it as. */
  readonly route: string;
  readonly form: AnswerForm;
}

/** Questions by the path and query in which they came, word for word; those asked longest ago are forgotten. */
export type KnownQuestions = LRUCache<string, KnownQuestion>;

const MOST_CHARACTERS = 2_000_000;
const LONGEST_URL = 4_000;
/** What a question takes beside its text. */
const QUESTION_CHARACTERS = 500;

/** Remembers questions of so many characters together: about 4 MB. */
export function createKnownQuestions(): KnownQuestions {
  return new LRUCache({
    maxSize: MOST_CHARACTERS,
    maxEntrySize: LONGEST_URL + QUESTION_CHARACTERS,
    sizeCalculation: (_known, url) => url.length + QUESTION_CHARACTERS,
  });
}
