// The filter menu: fields on the left, their values with counts or two dates on the right. What is chosen holds at once.

import { Search } from "lucide-react";
import { useState } from "react";
import { Dialog, Popover, Tab, TabList, TabPanel, Tabs } from "react-aria-components";
import { useRead, type Facet, type Value } from "../../ipc";
import { Button } from "../../shared/Button";
import { DateField } from "../../shared/DateField";
import { ErrorState } from "../../shared/ErrorState";
import { Checkbox, TextField } from "../../shared/Field";
import { count, longDate } from "../../shared/format";
import { parseDate, todayDate } from "../../shared/parse";
import { Loading } from "../../shared/Skeleton";
import { texts } from "../../shared/texts";
import { chipName, valueName } from "./chipText";
import { BETWEEN, PICKED, withChip, withoutChip, withoutFilters, type Between, type Chip, type Picked, type View } from "./view";

const SEARCH_FROM = 9;

export type FiltersProps = { view: View; onView: (view: View) => void; field: Chip["field"]; onField: (field: Chip["field"]) => void };

/** The popover's content; its trigger is in the view bar. */
export function FilterMenu({ view, onView, field, onField }: FiltersProps) {
  const fields: Chip["field"][] = [...PICKED, ...BETWEEN];
  const chipOf = (one: Chip["field"]) => view.chips.find((chip) => chip.field === one);
  return (
    <Popover className="filter-popover" placement="bottom start">
      <Dialog aria-label={texts.records.view.filter}>
        <Tabs className="filter-tabs" orientation="vertical" selectedKey={field} onSelectionChange={(key) => onField(key as Chip["field"])}>
          <TabList className="filter-tablist" aria-label={texts.records.view.filter}>
            {fields.map((one) => (
              <Tab key={one} id={one} className="filter-tab">
                {chipName(one)}
                {chipOf(one) && <span className="dot" aria-hidden />}
              </Tab>
            ))}
          </TabList>
          {PICKED.map((one) => (
            <TabPanel key={one} id={one} className="filter-panel">
              <Values field={one} chip={chipOf(one)} onChip={(chip) => onView(withChip(view, chip))} />
            </TabPanel>
          ))}
          {BETWEEN.map((one) => (
            <TabPanel key={one} id={one} className="filter-panel">
              <Dates field={one} chip={chipOf(one)} onChip={(chip) => onView(withChip(view, chip))} />
            </TabPanel>
          ))}
        </Tabs>
        <div className="filter-foot">
          <Button size="small" variant="quiet" isDisabled={chipOf(field) === undefined} onPress={() => onView(withoutChip(view, field))}>
            {texts.records.view.clear}
          </Button>
          <Button size="small" variant="quiet" isDisabled={view.chips.length === 0} onPress={() => onView(withoutFilters(view))}>
            {texts.records.view.clearAll}
          </Button>
        </div>
      </Dialog>
    </Popover>
  );
}

type ValuesProps = { field: Picked; chip: Chip | undefined; onChip: (chip: Chip) => void };

function Values({ field, chip, onChip }: ValuesProps) {
  const facets = useRead("record_facets", { field });
  const [find, setFind] = useState("");
  const chosen = chip !== undefined && "values" in chip ? chip.values : [];
  const choose = (value: Value, on: boolean) => onChip({ field, values: on ? [...chosen, value] : chosen.filter((one) => one !== value) });
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

type DatesProps = { field: Between; chip: Chip | undefined; onChip: (chip: Chip) => void };

function Dates({ field, chip, onChip }: DatesProps) {
  const t = texts.records.view;
  const { from, to } = chip !== undefined && "from" in chip ? chip : { from: null, to: null };
  return (
    <>
      <DateEnd label={t.from} date={from} onDate={(date) => onChip({ field, from: date, to })} />
      <DateEnd label={t.to} date={to} onDate={(date) => onChip({ field, from, to: date })} />
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
