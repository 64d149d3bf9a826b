import type { ReactElement } from "react";
import { useGo, useView } from "../url/use-view.ts";
import { writeFilter } from "../url/filter-text.ts";

/** Nothing passes the filters: which ones there are, each removed by one click. */
export function EmptyByFilter(): ReactElement {
  const { filters, find } = useView();
  const go = useGo();
  const isFiltered = filters.length > 0 || find !== "";
  return (
    <section className="state-box" data-kind="empty">
      <h2>{isFiltered ? "Nothing passes the filters" : "Nothing ran here in this window"}</h2>
      <p>
        {isFiltered
          ? "No cost of this window fits all of them. Remove one:"
          : "The window was looked at, and there is no cost in it."}
      </p>
      <p className="chips">
        {filters.map((filter) => (
          <button
            key={writeFilter(filter)}
            type="button"
            className="chip"
            onClick={() => go({ filters: filters.filter((other) => other !== filter) })}
          >
            {filter.field.replace(/^label:/, "")} is <bdi>{filter.value}</bdi>
            <span aria-hidden="true"> ×</span>
            <span className="hidden">: remove</span>
          </button>
        ))}
        {find !== "" && (
          <button type="button" className="chip" onClick={() => go({ find: "" })}>
            search for <bdi>{find}</bdi>
            <span aria-hidden="true"> ×</span>
            <span className="hidden">: remove</span>
          </button>
        )}
      </p>
    </section>
  );
}
