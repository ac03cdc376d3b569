import { act, configure, fireEvent, screen, waitFor } from "@testing-library/react";
import { useState } from "react";
import { expect, it, vi } from "vitest";
import type { RecordQuery } from "../../ipc";
import { renderWithTwin, type Rendered } from "../../ipc/testing/render";
import { clearToasts, Toasts } from "../../shared/Toast";
import { useLeftOff, usePlanning, type LeftOff } from "../../shared/view/planning";
import { withQuery } from "../../shared/view/spec";
import { later } from "./geometry";
import { TimelineScreen } from "./TimelineScreen";
import { panSpeed } from "./useBarDrag";

configure({ defaultHidden: true });

const tools = { bulk: vi.fn(), import: vi.fn(), export: vi.fn(), beginWhatIf: vi.fn() };

function Screen({ groups = [] }: { groups?: RecordQuery["groups"] }) {
  const leftOff = useLeftOff();
  return leftOff === null ? null : <Planned leftOff={{ ...leftOff, spec: withQuery(leftOff.spec, { groups }) }} />;
}

function Planned({ leftOff }: { leftOff: LeftOff }) {
  const planning = usePlanning(leftOff);
  const [open, setOpen] = useState(false);
  return (
    <>
      <TimelineScreen planning={planning} tools={tools} filtersOpen={open} onFiltersOpen={setOpen} onBadge={vi.fn()} onOpenRecord={vi.fn()} today="2026-06-12" />
      <Toasts />
    </>
  );
}

async function shown(): Promise<Rendered> {
  clearToasts();
  const rendered = renderWithTwin(<Screen />);
  await screen.findByRole("treegrid", { name: "Timeline" });
  await waitFor(() => expect(document.querySelectorAll("[data-bar]").length).toBeGreaterThan(0));
  return rendered;
}

/** The bar of the first record that can be, or cannot be, moved. */
function barOf(rendered: Rendered, lane: string, actualized: boolean): { bar: HTMLElement; pfaId: string } {
  for (const bar of document.querySelectorAll<HTMLElement>(`[data-bar$=":${lane}"]`)) {
    const row = bar.closest("[data-line]");
    const pfaId = [...(row?.querySelectorAll('[role="gridcell"]') ?? [])].map((cell) => cell.textContent ?? "").find((text) => text.startsWith("RIO-")) ?? "";
    const mirror = rendered.twin.state.records.get(pfaId)?.mirror;
    if (mirror?.isActualized === actualized && mirror.isDiscontinued === false) return { bar, pfaId };
  }
  throw new Error("No such bar is in sight.");
}

const draftOf = (rendered: Rendered, pfaId: string) => rendered.twin.state.records.get(pfaId)?.draft?.changes;
const dateOf = (rendered: Rendered, pfaId: string, field: "forecastStart" | "forecastEnd" | "actualEnd") => String(rendered.twin.state.records.get(pfaId)?.mirror[field]);

function held(bar: HTMLElement): void {
  act(() => void fireEvent.mouseDown(bar, { button: 0, clientX: 100 }));
  act(() => void fireEvent.mouseUp(window));
}

it("names_a_bar_by_its_lane_dates_and_length", async () => {
  const rendered = await shown();
  const { bar } = barOf(rendered, "forecast", false);
  expect(bar.getAttribute("aria-label")).toMatch(/^Forecast, \d+ \w+( \d{4})? to \d+ \w+ \d{4}, \d+ days$/);
});

it("moves_a_forecast_by_keys_a_week_and_a_day_and_saves_once", async () => {
  const rendered = await shown();
  const { bar, pfaId } = barOf(rendered, "forecast", false);
  const [start, end] = [dateOf(rendered, pfaId, "forecastStart"), dateOf(rendered, pfaId, "forecastEnd")];
  held(bar);
  await rendered.user.keyboard("{Enter}{Control>}{ArrowRight}{/Control}{ArrowRight}{Enter}");
  await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ forecastStart: later(start, 8), forecastEnd: later(end, 8) }));
  expect(rendered.twin.state.steps.undo.length).toBe(1);
});

it("moves_one_edge_when_the_keys_chose_it", async () => {
  const rendered = await shown();
  const { bar, pfaId } = barOf(rendered, "forecast", false);
  const end = dateOf(rendered, pfaId, "forecastEnd");
  held(bar);
  await rendered.user.keyboard("{Enter}]]]{ArrowRight}{ArrowRight}{Enter}");
  await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ forecastEnd: later(end, 2) }));
});

it("gives_a_move_up_on_escape", async () => {
  const rendered = await shown();
  const { bar, pfaId } = barOf(rendered, "forecast", false);
  held(bar);
  await rendered.user.keyboard("{Enter}{ArrowRight}");
  await waitFor(() => expect(document.querySelector(".bar.ghost")).not.toBeNull());
  await rendered.user.keyboard("{Escape}");
  expect(document.querySelector(".bar.ghost")).toBeNull();
  expect(draftOf(rendered, pfaId)).toBeUndefined();
});

it("drags_by_mouse_with_a_preview_and_saves_on_release", async () => {
  const rendered = await shown();
  const { bar, pfaId } = barOf(rendered, "forecast", false);
  const start = dateOf(rendered, pfaId, "forecastStart");
  act(() => void fireEvent.mouseDown(bar, { button: 0, clientX: 100 }));
  act(() => void fireEvent.mouseMove(window, { clientX: 124, shiftKey: true }));
  await waitFor(() => expect(document.querySelector(".tl-tip")?.textContent).toContain("+10 days"));
  expect(draftOf(rendered, pfaId)).toBeUndefined();
  act(() => void fireEvent.mouseUp(window));
  await waitFor(() => expect(draftOf(rendered, pfaId)?.forecastStart).toBe(later(start, 10)));
});

it("moves_all_that_are_ticked_as_one_step", async () => {
  const rendered = await shown();
  const free = [...document.querySelectorAll<HTMLElement>(".bar.forecast.held")].slice(0, 2);
  for (const bar of free) act(() => void fireEvent.mouseDown(bar.closest("[data-line]") as Element, { button: 0, ctrlKey: true }));
  await waitFor(() => expect(document.querySelectorAll('[data-line][aria-selected="true"]').length).toBe(2));
  held(free[0] as HTMLElement);
  await rendered.user.keyboard("{Enter}{ArrowLeft}{Enter}");
  await waitFor(() => expect([...rendered.twin.state.records.values()].filter((record) => record.draft !== null).length).toBe(2));
  expect(rendered.twin.state.steps.undo.length).toBe(1);
});

it("does_not_let_go_of_the_forecast_of_a_record_on_site_but_moves_its_actual_end", async () => {
  const rendered = await shown();
  const forecast = barOf(rendered, "forecast", true);
  held(forecast.bar);
  await rendered.user.keyboard("{Enter}");
  expect(document.querySelector(".tl-tip")).toBeNull();
  expect(forecast.bar.getAttribute("aria-label")).toContain("cannot be moved");
  const { bar, pfaId } = barOf(rendered, "actual", true);
  const end = dateOf(rendered, pfaId, "actualEnd");
  held(bar);
  await rendered.user.keyboard("{Enter}{ArrowRight}{Enter}");
  await waitFor(() => expect(draftOf(rendered, pfaId)).toEqual({ actualEnd: later(end, 1) }));
});

it("ticks_all_records_of_the_view_by_ctrl_a_and_unticks_them_by_it", async () => {
  const rendered = await shown();
  const { bar } = barOf(rendered, "forecast", false);
  held(bar);
  const ticked = () => document.querySelectorAll('[data-line][aria-selected="true"]').length;
  const all = document.querySelectorAll("[data-line][aria-selected]").length;
  await rendered.user.keyboard("{Control>}a{/Control}");
  await waitFor(() => expect(ticked()).toBe(all));
  await rendered.user.keyboard("{Control>}a{/Control}");
  await waitFor(() => expect(ticked()).toBe(0));
});

it("goes_on_panning_while_a_bar_is_held_at_the_edge_and_saves_where_it_came_to", async () => {
  const rendered = await shown();
  const { bar, pfaId } = barOf(rendered, "forecast", false);
  const start = dateOf(rendered, pfaId, "forecastStart");
  const moved = () => Number(/\+(\d+) day/.exec(document.querySelector(".tl-tip")?.textContent ?? "")?.[1] ?? 0);
  act(() => void fireEvent.mouseDown(bar, { button: 0, clientX: 1200 }));
  act(() => void fireEvent.mouseMove(window, { clientX: 1239, shiftKey: true }));
  await waitFor(() => expect(moved()).toBeGreaterThan(0));
  const before = moved();
  await waitFor(() => expect(moved()).toBeGreaterThan(before + 20));
  act(() => void fireEvent.mouseMove(window, { clientX: 1195, shiftKey: true }));
  const rested = moved();
  act(() => void fireEvent.mouseUp(window));
  await waitFor(() => expect(draftOf(rendered, pfaId)?.forecastStart).toBe(later(start, rested)));
});

it("keeps_the_group_of_the_first_record_in_sight_above_it", async () => {
  clearToasts();
  renderWithTwin(<Screen groups={["category"]} />);
  const timeline = await screen.findByRole("treegrid", { name: "Timeline" });
  await waitFor(() => expect(document.querySelectorAll("[data-bar]").length).toBeGreaterThan(0));
  expect(document.querySelector(".tl-sticky")).toBeNull();
  const first = document.querySelector('[data-line="0"] .tl-group-name')?.textContent;
  act(() => (timeline.parentElement as HTMLElement).scrollTo({ top: 60 }));
  await waitFor(() => expect(document.querySelector(".tl-sticky .tl-group-name")?.textContent).toBe(first));
  act(() => void fireEvent.click(document.querySelector(".tl-sticky .tl-row") as Element));
  await waitFor(() => expect(document.querySelector('[data-line="0"]')?.getAttribute("aria-expanded")).toBe("false"));
});

it("pans_faster_the_nearer_to_the_edge_it_is_and_only_towards_it", () => {
  const chart = { left: 340, right: 1240 };
  expect(panSpeed(700, 600, chart)).toBe(0);
  expect(panSpeed(1220, 600, chart)).toBe(450);
  expect(panSpeed(1400, 600, chart)).toBe(900);
  expect(panSpeed(1220, 1230, chart)).toBe(0);
  expect(panSpeed(360, 600, chart)).toBe(-450);
  expect(panSpeed(350, 345, chart)).toBe(0);
});
