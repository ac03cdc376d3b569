// What narrows, groups and orders the view, above it. A screen adds its own controls at the end.

import { PanelRight, Plus } from "lucide-react";
import { useState, type ReactNode } from "react";
import { DialogTrigger } from "react-aria-components";
import { Button, Toggle } from "../Button";
import { texts } from "../texts";
import { useNarrow } from "../useNarrow";
import { Chips } from "./Chips";
import { FilterMenu, pageOf, type FilterPage } from "./Filters";
import { GroupMenu } from "./GroupMenu";
import type { Planning } from "./planning";
import { SavedViews } from "./SavedViews";
import { SelectionTools } from "./SelectionTools";
import { SortMenu } from "./SortMenu";
import type { Tools } from "./tools";
import { TransferMenu } from "./TransferMenu";
import { WhatIfMenu } from "./WhatIfMenu";
import "./view.css";

export type ViewBarProps = {
  planning: Planning;
  tools: Tools;
  filtersOpen: boolean;
  onFiltersOpen: (open: boolean) => void;
  /** Prints the screen, where it can be printed. */
  onPrint?: () => void;
  /** The screen's own controls, before the record panel's. */
  children?: ReactNode;
};

export function ViewBar({ planning, tools, filtersOpen, onFiltersOpen, onPrint, children }: ViewBarProps) {
  const t = texts.records.view;
  const narrow = useNarrow();
  const [page, setPage] = useState<FilterPage>("status");
  const { spec, setSpec, query, panelOpen, setPanelOpen } = planning;
  return (
    <div className="viewbar" role="toolbar" aria-label={t.bar}>
      <SavedViews planning={planning} />
      <span className="separator" />
      <Chips
        planning={planning}
        narrow={narrow}
        onEdit={(field) => {
          setPage(pageOf(field));
          onFiltersOpen(true);
        }}
      />
      <DialogTrigger isOpen={filtersOpen} onOpenChange={onFiltersOpen}>
        <Button variant="quiet" size="small" icon={Plus}>
          {t.filter}
        </Button>
        <FilterMenu spec={spec} onSpec={setSpec} query={query} page={page} onPage={setPage} />
      </DialogTrigger>
      <SelectionTools planning={planning} tools={tools} />
      <span className="grow" />
      <GroupMenu planning={planning} />
      <SortMenu spec={spec} onSpec={setSpec} />
      {children}
      <WhatIfMenu tools={tools} />
      <TransferMenu tools={tools} onPrint={onPrint} />
      <Toggle size="small" icon={PanelRight} aria-label={t.panel} isSelected={panelOpen} onChange={setPanelOpen} />
    </div>
  );
}
