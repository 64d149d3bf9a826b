import type { View } from "../../url/view.ts";

/** What the overview shows of a view: always by namespace, and always whether it is more. */
export function overviewOf(view: View): View {
  return { ...view, by: "namespace", versus: view.versus ?? "prev" };
}
