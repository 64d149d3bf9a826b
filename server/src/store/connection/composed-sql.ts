/**
 * A piece of SQL with its parameters: text, value, text, value, text. Pieces are put together without ever joining values
 * into text. A piece without values is one text, so what is the same in every question is put together once.
 */
export class Fragment {
  /** One more than there are values. */
  readonly texts: readonly string[];
  readonly values: readonly unknown[];
  /** Whether it reads so many rows that the best plan goes by their number; so does all that it is put into. */
  readonly readsMany: boolean;

  constructor(texts: readonly string[], values: readonly unknown[], readsMany = false) {
    this.texts = texts;
    this.values = values;
    this.readsMany = readsMany;
  }
}

/** A statement as the database takes it: with a number for each value. */
export interface Statement extends Pick<Fragment, "readsMany" | "values"> {
  readonly text: string;
}

/** Numbers the values of a fragment, from the first to the last. */
export function statementOf({ texts, values, readsMany }: Fragment): Statement {
  let [text = ""] = texts;
  for (let index = 1; index < texts.length; index++) text += `$${index}${texts[index]}`;
  return { text, values, readsMany };
}

/** The same fragment, which reads many rows. */
export function readingMany({ texts, values }: Fragment): Fragment {
  return new Fragment(texts, values, true);
}

function compose(strings: readonly string[], ...parts: readonly unknown[]): Fragment {
  const writing = new Writing();
  for (const [index, text] of strings.entries()) {
    writing.addText(text);
    if (index < parts.length) writing.add(parts[index]);
  }
  return writing.fragment();
}

const COMMA = new Fragment([", "], []);

/**
 * Composes SQL: fragments are put in as they are, anything else becomes a parameter. `ref` and `table` quote a name, `lit`
 * writes a value into the text, `raw` a text that is ours, `join` puts a separator between fragments or values.
 */
export const sql = Object.assign(compose, {
  ref: (name: string): Fragment => textOnly(name.split(".").map(quoted).join(".")),
  table: (name: string): Fragment => textOnly(name.split(".").map(quoted).join(".")),
  lit: (value: string | number): Fragment =>
    textOnly(typeof value === "number" ? String(value) : literal(value)),
  raw: (text: string): Fragment => textOnly(text),
  join: (parts: readonly unknown[], separator: Fragment = COMMA): Fragment => {
    const writing = new Writing();
    for (const [index, part] of parts.entries()) {
      if (index > 0) writing.add(separator);
      writing.add(part);
    }
    return writing.fragment();
  },
});

class Writing {
  readonly #texts: string[] = [];
  readonly #values: unknown[] = [];
  #text = "";
  #readsMany = false;

  addText(text: string): void {
    this.#text += text;
  }

  add(part: unknown): void {
    if (part instanceof Fragment) this.#addFragment(part);
    else this.#addValue(part);
  }

  fragment(): Fragment {
    return new Fragment([...this.#texts, this.#text], this.#values, this.#readsMany);
  }

  #addFragment({ texts, values, readsMany }: Fragment): void {
    this.#readsMany ||= readsMany;
    this.#text += texts[0] ?? "";
    for (const [index, value] of values.entries()) {
      this.#addValue(value);
      this.#text = texts[index + 1] ?? "";
    }
  }

  #addValue(value: unknown): void {
    this.#texts.push(this.#text);
    this.#values.push(value);
    this.#text = "";
  }
}

function textOnly(text: string): Fragment {
  return new Fragment([text], []);
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** With `standard_conforming_strings`, as every server has it since 9.1, a backslash is a backslash. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}
