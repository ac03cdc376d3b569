// The filter menu: fields on the left, their values with counts, two dates or flags on the right. What is chosen holds at once.

import { Search } from "lucide-react";
import { useState } from "react";
import { Dialog, Popover, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useRead, type Facet, type RecordQuery, type Value, type ViewSpec } from "../../ipc";
import { Button } from "../Button";
import { DateField } from "../DateField";
import { ErrorState } from "../ErrorState";
import { Checkbox, Segmented, TextField } from "../Field";
import { count, longDate } from "../format";
import { parseDate, todayDate } from "../parse";
import { Loading } from "../Skeleton";
import { texts } from "../texts";
import { filterName, valueName } from "./chipText";
import { anyOf, between, BETWEEN, chipsOf, endsOf, FLAGS, PICKED, pickedOf, withFilters, withoutFilters, type Between, type Chip, type Flag, type Picked } from "./spec";

const SEARCH_FROM = 9;
const FLAGS_TAB = "flags";

/** A page of the menu. */
export type FilterPage = Picked | Between | typeof FLAGS_TAB;
export type FiltersProps = {
  spec: ViewSpec;
  onSpec: (spec: ViewSpec) => void;
  /** What the counts of the values are of. */
  query: RecordQuery;
  page: FilterPage;
  onPage: (page: FilterPage) => void;
};

/** The page on which a field is filtered. */
export function pageOf(field: Chip["field"]): FilterPage {
  return [...PICKED, ...BETWEEN].find((one) => one === field) ?? FLAGS_TAB;
}

/** The popover's content; its trigger is in the view bar. */
export function FilterMenu({ spec, onSpec, query, page, onPage }: FiltersProps) {
  const t = texts.records.view;
  const chips = chipsOf(spec.query.filters);
  const chipOf = (field: Chip["field"]) => chips.find((chip) => chip.field === field);
  const filtersHere = page === FLAGS_TAB ? FLAGS.some((flag) => chipOf(flag)) : chipOf(page) !== undefined;
  const clear = () => onSpec(page === FLAGS_TAB ? FLAGS.reduce((kept, flag) => withFilters(kept, flag, []), spec) : withFilters(spec, page, []));
  return (
    <Popover className="filter-popover" placement="bottom start">
      <Dialog aria-label={t.filter}>
        <Tabs className="filter-tabs" orientation="vertical" selectedKey={page} onSelectionChange={(key) => onPage(key as FilterPage)}>
          <TabList className="filter-tablist" aria-label={t.filter}>
            {[...PICKED, ...BETWEEN].map((one) => (
              <PageTab key={one} id={one} name={filterName(one)} on={chipOf(one) !== undefined} />
            ))}
            <PageTab id={FLAGS_TAB} name={texts.planning.flags.title} on={FLAGS.some((flag) => chipOf(flag))} />
          </TabList>
          {PICKED.map((one) => (
            <TabPanel key={one} id={one} className="filter-panel">
              <Values field={one} chip={chipOf(one)} query={query} onValues={(values) => onSpec(withFilters(spec, one, anyOf(one, values)))} />
            </TabPanel>
          ))}
          {BETWEEN.map((one) => (
            <TabPanel key={one} id={one} className="filter-panel">
              <Dates {...endsOf(chipOf(one))} onDates={(from, to) => onSpec(withFilters(spec, one, between(one, from, to)))} />
            </TabPanel>
          ))}
          <TabPanel id={FLAGS_TAB} className="filter-panel">
            {FLAGS.map((flag) => (
              <FlagChoice key={flag} flag={flag} chip={chipOf(flag)} onValues={(values) => onSpec(withFilters(spec, flag, anyOf(flag, values)))} />
            ))}
          </TabPanel>
        </Tabs>
        <div className="filter-foot">
          <Button size="small" variant="quiet" isDisabled={!filtersHere} onPress={clear}>
            {t.clear}
          </Button>
          <Button size="small" variant="quiet" isDisabled={chips.length === 0} onPress={() => onSpec(withoutFilters(spec))}>
            {t.clearAll}
          </Button>
        </div>
      </Dialog>
    </Popover>
  );
}

function PageTab({ id, name, on }: { id: FilterPage; name: string; on: boolean }) {
  return (
    <Tab id={id} className="filter-tab">
      {name}
      {on && <span className="dot" aria-hidden />}
    </Tab>
  );
}

type ValuesProps = { field: Picked; chip: Chip | undefined; query: RecordQuery; onValues: (values: Value[]) => void };

function Values({ field, chip, query, onValues }: ValuesProps) {
  const facets = useRead("record_facets", { field, query }, { keepPrevious: true });
  const [find, setFind] = useState("");
  const chosen = pickedOf(chip);
  const choose = (value: Value, on: boolean) => onValues(on ? [...chosen, value] : chosen.filter((one) => one !== value));
  if (facets.error) return <ErrorState error={facets.error} onRetry={() => void facets.refetch()} />;
  const all = facets.data ?? [];
  const shown = all.filter((facet) => valueName(field, facet.value).toLowerCase().includes(find.trim().toLowerCase()));
  return (
    <>
      {all.length >= SEARCH_FROM && (
        <TextField label={texts.records.view.findValue} value={find} onChange={setFind} before={<Search size={14} strokeWidth={1.75} aria-hidden />} />
      )}
      <div className="filter-values">
        <Loading loading={facets.data === undefined} rows={5}>
          {shown.length === 0 && <p className="muted">{texts.records.view.noValue}</p>}
          {shown.map((facet) => (
            <FacetBox key={String(facet.value)} field={field} facet={facet} on={chosen.includes(facet.value)} onChange={choose} />
          ))}
        </Loading>
      </div>
    </>
  );
}

type FacetBoxProps = { field: Picked; facet: Facet; on: boolean; onChange: (value: Value, on: boolean) => void };

function FacetBox({ field, facet, on, onChange }: FacetBoxProps) {
  return (
    <Checkbox isSelected={on} onChange={(selected) => onChange(facet.value, selected)}>
      <span className="ellipsis">{valueName(field, facet.value)}</span>
      <span className="tally">{count(facet.count)}</span>
    </Checkbox>
  );
}

type FlagChoiceProps = { flag: Flag; chip: Chip | undefined; onValues: (values: Value[]) => void };

function FlagChoice({ flag, chip, onValues }: FlagChoiceProps) {
  const [value] = pickedOf(chip);
  return (
    <Segmented
      label={texts.planning.flags[flag]}
      value={value === undefined ? "any" : String(value)}
      choices={[
        { value: "any", label: texts.planning.flags.any },
        { value: "true", label: texts.common.yes },
        { value: "false", label: texts.common.no },
      ]}
      onChange={(chosen) => onValues(chosen === "any" ? [] : [chosen === "true"])}
    />
  );
}

type DatesProps = { from: string | null; to: string | null; onDates: (from: string | null, to: string | null) => void };

function Dates({ from, to, onDates }: DatesProps) {
  const t = texts.records.view;
  return (
    <>
      <DateEnd label={t.from} date={from} onDate={(date) => onDates(date, to)} />
      <DateEnd label={t.to} date={to} onDate={(date) => onDates(from, date)} />
    </>
  );
}

function DateEnd({ label, date, onDate }: { label: string; date: string | null; onDate: (date: string | null) => void }) {
  const [typed, setTyped] = useState<string | null>(null);
  const [bad, setBad] = useState(false);
  const done = () => {
    if (typed === null) return;
    const parsed = parseDate(typed, todayDate());
    setBad("unreadable" in parsed);
    if ("unreadable" in parsed) return;
    setTyped(null);
    onDate(parsed.value);
  };
  return (
    <DateField
      label={label}
      text={typed ?? (date === null ? "" : longDate(date))}
      date={date}
      onType={setTyped}
      onPick={(picked) => {
        setTyped(null);
        setBad(false);
        onDate(picked);
      }}
      onBlur={done}
      onKeyDown={(event) => {
        if (event.key === "Enter") done();
      }}
      error={bad ? texts.records.view.notADate : null}
    />
  );
}
