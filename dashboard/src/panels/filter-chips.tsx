import type { ReactElement } from "react";
import { writeFilter } from "../url/filter-text.ts";
import { useGo, useView } from "../url/use-view.ts";

/** The filters that are in force, each taken off by a press. */
export function FilterChips(): ReactElement | null {
  const { filters } = useView();
  const go = useGo();
  if (filters.length === 0) return null;
  return (
    <p className="chips" aria-label="Filters">
      {filters.map((filter) => (
        <button
          key={writeFilter(filter)}
          type="button"
          className="chip"
          onClick={() => go({ filters: filters.filter((other) => other !== filter) })}
        >
          {filter.field.replace(/^label:/, "")}: <bdi>{filter.value}</bdi> <span aria-hidden="true">×</span>
          <span className="hidden">remove filter</span>
        </button>
      ))}
    </p>
  );
}
