/** What was written into a field of a form, without blanks around it; "" for what is no text. */
export function textOf(fields: FormData, name: string): string {
  const value = fields.get(name);
  return typeof value === "string" ? value.trim() : "";
}
