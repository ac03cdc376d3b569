// Invented records of a construction project, the same ones each time.

import type { Field, Values, VersionView } from "../bindings";
import { costOf, hundredths } from "./rules";
import type { TwinRecord } from "./state";

/** A generator of numbers in [0, 1) that starts from a seed (mulberry32). */
export function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** The calendar date so many days after another. */
export function daysAfter(date: string, days: number): string {
  return new Date(Date.parse(date) + days * 86_400_000).toISOString().slice(0, 10);
}

type Kind = { category: string; class: string; description: string; rate: string; price: string; makes: [string, string][] };

const KINDS: Kind[] = [
  { category: "Cranes", class: "Crawler crane", description: "150T Crawler Crane", rate: "28500.00", price: "1850000.00", makes: [["Liebherr", "LR 1160"], ["Kobelco", "CK1600G"]] },
  { category: "Cranes", class: "Crawler crane", description: "300T Crawler Crane", rate: "46000.00", price: "3100000.00", makes: [["Manitowoc", "MLC300"], ["Liebherr", "LR 1300"]] },
  { category: "Cranes", class: "Rough terrain crane", description: "80T Rough Terrain Crane", rate: "17800.00", price: "820000.00", makes: [["Grove", "GRT880"], ["Tadano", "GR-1000XL"]] },
  { category: "Cranes", class: "Carry deck crane", description: "40T Carry Deck Crane", rate: "9400.00", price: "365000.00", makes: [["Broderson", "IC-400"]] },
  { category: "Aerial lifts", class: "Manlift", description: "Manlift 60ft", rate: "3450.00", price: "118000.00", makes: [["JLG", "600S"], ["Genie", "S-60 XC"]] },
  { category: "Aerial lifts", class: "Manlift", description: "Manlift 135ft", rate: "9200.00", price: "310000.00", makes: [["JLG", "1350SJP"], ["Genie", "SX-135 XC"]] },
  { category: "Aerial lifts", class: "Scissor lift", description: "Scissor Lift 32ft", rate: "1280.00", price: "29500.00", makes: [["Skyjack", "SJ4732"], ["JLG", "3246ES"]] },
  { category: "Earth moving", class: "Excavator", description: "Excavator 36t", rate: "11400.00", price: "415000.00", makes: [["Caterpillar", "336"], ["Komatsu", "PC360LC-11"]] },
  { category: "Earth moving", class: "Dozer", description: "Dozer D6", rate: "10250.00", price: "448000.00", makes: [["Caterpillar", "D6 XE"]] },
  { category: "Power and lighting", class: "Generator", description: "Generator 500kW", rate: "8750.00", price: "210000.00", makes: [["Atlas Copco", "QAC 600"], ["Cummins", "C500D6R"]] },
  { category: "Power and lighting", class: "Tower light", description: "Tower light", rate: "980.00", price: "18650.00", makes: [["Generac", "MLT6"], ["Atlas Copco", "HiLight H5+"]] },
  { category: "Welding", class: "Welding machine", description: "Welder 400A diesel", rate: "760.00", price: "24300.00", makes: [["Lincoln Electric", "SAE-400"], ["Miller", "Big Blue 400"]] },
];

const PEOPLE = ["jane.smith", "maria.ortiz", "tom.becker", "li.wei", "pems.import"];
const REASONS = ["Crane swap, silo 12", "Schedule slip of the foundation", "Yearly rate update", null, null];
const FIRST_DAY = "2026-03-02";

/** So many records, each with its versions, none edited. */
export function seedRecords(count: number, organization: string, prefix: string, now: string): TwinRecord[] {
  const next = numbersFrom(20_260_612);
  return Array.from({ length: count }, (_, index) => seedRecord(index, organization, prefix, now, next));
}

function seedRecord(index: number, organization: string, prefix: string, now: string, next: () => number): TwinRecord {
  const pfaId = `${prefix}-${10_442 + index}`;
  const values: Values = { pfaId, organization, ...equipment(index, next), ...dates(next) };
  const version = 1 + Math.floor(next() * 14);
  const versions = versionsOf(values, version, now, next);
  const newest = versions[0];
  const mirror = { ...values, lastChangedBy: newest?.changedBy ?? "pems.import", lastChangedAt: newest?.changedAt ?? now };
  return {
    pfaId, mirror, version, versions,
    draft: null, status: "synced", statusAt: now, statusReason: null, conflictId: null,
  };
}

function equipment(index: number, next: () => number): Values {
  const kind = pick(KINDS, next);
  const [manufacturer, model] = pick(kind.makes, next);
  const purchase = next() < 0.16;
  return {
    areaSilo: `Silo ${10 + Math.floor(next() * 8)}`,
    category: kind.category,
    forecastCategory: next() < 0.3 ? kind.category : null,
    class: kind.class,
    description: next() < 0.08 ? `${kind.description}, spare` : kind.description,
    source: purchase ? "Purchase" : "Rental",
    dor: next() < 0.55 ? "BEO" : "PROJECT",
    isActualized: false,
    isDiscontinued: next() < 0.015,
    isFundsTransferable: next() < 0.1,
    monthlyRate: purchase ? null : kind.rate,
    purchasePrice: purchase ? kind.price : null,
    manufacturer,
    model,
    contract: next() < 0.7 ? `C-${2200 + Math.floor(next() * 40)}-0${1 + Math.floor(next() * 8)}` : null,
    equipment: next() < 0.25 ? `EQ-${40_000 + index}` : null,
  };
}

function dates(next: () => number): Values {
  const originalStart = daysAfter(FIRST_DAY, 7 * Math.floor(next() * 26));
  const originalEnd = daysAfter(originalStart, 60 + 7 * Math.floor(next() * 30));
  const slip = next() < 0.45 ? 0 : 7 * Math.floor(next() * 9 - 3);
  const forecastStart = daysAfter(originalStart, slip);
  const forecastEnd = daysAfter(originalEnd, next() < 0.4 ? slip : slip + 7 * Math.floor(next() * 8 - 4));
  const ordered = forecastEnd > forecastStart ? forecastEnd : daysAfter(forecastStart, 30);
  const isActualized = forecastStart < "2026-06-01" && next() < 0.6;
  return {
    originalStart, originalEnd, forecastStart, forecastEnd: ordered, isActualized,
    actualStart: isActualized ? forecastStart : null,
    actualEnd: isActualized ? ordered : null,
  };
}

function versionsOf(values: Values, version: number, now: string, next: () => number): VersionView[] {
  const kept = Math.min(version, 3);
  return Array.from({ length: kept }, (_, back) => {
    const earlier = back === 0 ? values : earlierValues(values, back);
    const changed: Field[] = back % 2 === 0 ? ["forecastStart", "forecastEnd"] : ["monthlyRate"];
    return {
      version: version - back,
      changedBy: pick(PEOPLE, next),
      changedAt: new Date(Date.parse(now) - (back * 5 + 1) * 86_400_000).toISOString(),
      changeReason: pick(REASONS, next),
      changed: version - back === 1 ? [] : changed,
      values: earlier,
      cost: costOf(earlier),
      kind: back === 0 ? ("current" as const) : ("earlier" as const),
      historyId: null, mergeId: null, sides: [],
    };
  });
}

function earlierValues(values: Values, back: number): Values {
  const shift = (date: unknown) => (typeof date === "string" ? daysAfter(date, -7 * back) : null);
  const rate = typeof values.monthlyRate === "string" ? `${hundredths(values.monthlyRate) / 100n - BigInt(back * 50)}.00` : null;
  if (values.isActualized === true) return { ...values, monthlyRate: rate };
  return { ...values, forecastStart: shift(values.forecastStart), forecastEnd: shift(values.forecastEnd), monthlyRate: rate };
}

function pick<T>(from: T[], next: () => number): T {
  return from[Math.floor(next() * from.length)] as T;
}
