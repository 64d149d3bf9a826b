import type { ReactElement } from "react";
import { AssetGroupView } from "./asset-group-view.tsx";
import { ChangeGroupView } from "./change-group-view.tsx";
import { ExplainGroupView } from "./explain-group-view.tsx";
import { ToldGroupView } from "./told-group-view.tsx";
import type { WhyGroup } from "./why-groups.ts";

/** One sum of an arithmetic, by its kind. */
export function WhyGroupView({ group, currency }: { group: WhyGroup; currency: string }): ReactElement {
  if (group.kind === "paid") return <ExplainGroupView {...group} currency={currency} />;
  if (group.kind === "assets") return <AssetGroupView {...group} currency={currency} />;
  if (group.kind === "change") return <ChangeGroupView {...group} currency={currency} />;
  return <ToldGroupView {...group} currency={currency} />;
}
