/** The state of a table: TanStack's core, without markup. */
import {
  aggregationFn_mean,
  columnFilteringFeature,
  columnGroupingFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
  constructTable,
  createExpandedRowModel,
  createFilteredRowModel,
  createGroupedRowModel,
  createSortedRowModel,
  rowAggregationFeature,
  rowExpandingFeature,
  rowSelectionFeature,
  rowSortingFeature,
  tableFeatures,
} from "@tanstack/table-core";
import { storeReactivityBindings } from "@tanstack/table-core/store-reactivity-bindings";
import { isNumeric, type Data, type Value } from "./columns";
import type { Test } from "./query";

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  columnFilteringFeature,
  columnGroupingFeature,
  columnOrderingFeature,
  columnVisibilityFeature,
  rowAggregationFeature,
  rowExpandingFeature,
  rowSelectionFeature,
  rowSortingFeature,
  filteredRowModel: createFilteredRowModel(),
  groupedRowModel: createGroupedRowModel(),
  sortedRowModel: createSortedRowModel(),
  expandedRowModel: createExpandedRowModel(),
  aggregationFns: { mean: aggregationFn_mean },
});

export interface RowOf {
  at: number;
}

const FIRST = "run";

/** Which rows are meant; the filter's value, so that a new one is a new filter. */
type Wanted = { test: Test };

export function makeGrid(data: Data) {
  const rows: RowOf[] = data.ids.map((_, at) => ({ at }));
  return constructTable({
    features,
    data: rows,
    columns: data.columns.map((column) => ({
      id: column.key,
      // Not recorded is undefined here, so that it comes last in either direction.
      accessorFn: (row: RowOf): Value | undefined => column.values[row.at] ?? undefined,
      sortUndefined: "last" as const,
      sortFn: (one: Valued, other: Valued) => inOrder(one.getValue(column.key), other.getValue(column.key)),
      filterFn: (row: { original: RowOf }, _: string, wanted: Wanted) => wanted.test(row.original.at),
      aggregationFn: isNumeric(column) && column.kind !== "time" ? ("mean" as const) : undefined,
      enableGrouping: true,
    })),
    getRowId: (row: RowOf) => data.ids[row.at]!,
    groupedColumnMode: false,
    enableMultiSort: true,
    autoResetExpanded: false,
  });
}

export type Grid = ReturnType<typeof makeGrid>;

export function keepOnly(grid: Grid, test: Test): void {
  grid.setColumnFilters([{ id: FIRST, value: { test } satisfies Wanted }]);
}

interface Valued {
  getValue(id: string): unknown;
}

function inOrder(one: unknown, other: unknown): number {
  if (typeof one === "number" && typeof other === "number") return one - other;
  return COLLATOR.compare(String(one), String(other));
}

const COLLATOR = new Intl.Collator("en", { numeric: true });
