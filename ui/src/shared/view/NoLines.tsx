// What a view shows that holds no record: whether there are none, or the filters leave none.

import { SearchX } from "lucide-react";
import { useRead } from "../../ipc";
import { Button } from "../Button";
import { EmptyState } from "../EmptyState";
import { count } from "../format";
import { texts } from "../texts";
import type { Planning } from "./planning";
import { EVERYTHING, filterCount, withoutFilters } from "./spec";

export function NoLines({ planning }: { planning: Planning }) {
  const { spec, setSpec, search, setSearch, only, setOnly } = planning;
  const t = texts.records.empty;
  const everything = useRead("record_totals", { query: EVERYTHING }).data;
  const filters = filterCount(spec, search) + (only === null ? 0 : 1);
  if (filters === 0) return <EmptyState icon={SearchX} title={t.none} text={t.noneText} />;
  const clear = () => {
    setSearch("");
    setOnly(null);
    setSpec(withoutFilters(spec));
  };
  const all = count(everything?.count ?? 0);
  const text = search.trim() === "" ? t.noMatchText(all) : t.noMatchSearch(all, search.trim());
  return <EmptyState icon={SearchX} title={t.noMatch} text={text} actions={<Button onPress={clear}>{t.clear(filters)}</Button>} />;
}
