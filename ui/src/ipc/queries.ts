// Reads and writes of the window's screens. A read says which topic it belongs to; a mutation answers what it
// changed, and exactly that is read again.

import {
  keepPreviousData,
  notifyManager,
  QueryClient,
  useMutation,
  useQuery,
  type Query,
  type QueryKey,
  type UseMutationResult,
  type UseQueryResult,
} from "@tanstack/react-query";
import type { Changed, Commands, Topic } from "./bindings";
import { call, onEvent, type CommandError } from "./client";

/** The commands that only read, each with the topic that makes its answer stale. */
export const TOPIC_OF = {
  app_state: "session",
  recovery_state: "session",
  workspace_state_get: "session",
  line_window: "records",
  line_find: "records",
  record_totals: "records",
  record_facets: "records",
  record_show: "records",
  draft_check: "records",
  edit_check: "records",
  line_preview: "records",
  cost_matrix: "records",
  bulk_check: "records",
  import_check: "records",
  journal_state: "records",
  what_if_list: "whatifs",
  view_list: "views",
  version_list: "records",
  rollback_preview: "records",
  sync_status: "status",
  conflict_list: "conflicts",
  conflict_show: "conflicts",
  conflict_preview: "conflicts",
  conflict_preview_many: "conflicts",
  failed_list: "failed",
  failed_show: "failed",
  run_list: "runs",
  run_items: "runs",
  run_item_attempts: "runs",
  run_rollback_preview: "records",
  quarantine_list: "runs",
  dashboard: "runs",
  audit_list: "audit",
  settings_show: "settings",
  setting_list: "settings",
  setting_problems: "settings",
  doctor: "session",
  repair_report: "session",
  scratch_list: "session",
} as const satisfies Partial<Record<keyof Commands, Topic>>;

export type ReadCommand = keyof typeof TOPIC_OF;
/** The commands that answer what they changed. */
export type Mutation = { [K in keyof Commands]: Commands[K]["result"] extends Changed ? K : never }[keyof Commands];

export type ReadOptions = {
  enabled?: boolean;
  /** Keeps showing the last answer while the one for new arguments is under way. */
  keepPrevious?: boolean;
  /** Reads again after so many milliseconds, for what time alone changes. */
  everyMs?: number;
};

/** The key under which a read is kept. */
export function readKey<K extends ReadCommand>(command: K, args: Commands[K]["args"]): QueryKey {
  return [TOPIC_OF[command], command, args];
}

/** A read as TanStack Query wants it, for `useQueries` and `fetchQuery`. */
export function readOptions<K extends ReadCommand>(command: K, args: Commands[K]["args"]) {
  return { queryKey: readKey(command, args), queryFn: () => call(command, args) };
}

/** Reads a command's answer and keeps it fresh. */
export function useRead<K extends ReadCommand>(
  command: K,
  args: Commands[K]["args"],
  options: ReadOptions = {},
): UseQueryResult<Commands[K]["result"], CommandError> {
  return useQuery<Commands[K]["result"], CommandError>({
    ...readOptions(command, args),
    enabled: options.enabled ?? true,
    refetchInterval: options.everyMs ?? false,
    ...(options.keepPrevious ? { placeholderData: keepPreviousData } : {}),
  });
}

/** Runs a mutation, then reads again what it says it changed, before it counts as done. */
export function useMutate<K extends Mutation>(
  command: K,
): UseMutationResult<Changed, CommandError, Commands[K]["args"]> {
  return useMutation<Changed, CommandError, Commands[K]["args"]>({
    mutationFn: (args) => call(command, args) as Promise<Changed>,
    onSuccess: (changed, _args, _result, context) => refresh(context.client, changed),
  });
}

/** Reads again what a mutation or the application changed. Resolves when what is on screen is fresh. */
export async function refresh(client: QueryClient, changed: Pick<Changed, "topics" | "records">): Promise<void> {
  const topics = new Set<string>(changed.topics);
  const predicate = (query: Query) => concerns(query.queryKey, topics, changed.records);
  // A first answer that is under way may be from before the change, and asking again meanwhile only waits for it.
  const first = client.getQueryCache().findAll({ predicate, fetchStatus: "fetching" }).filter((query) => query.state.data === undefined);
  await Promise.all([client.invalidateQueries({ predicate }), Promise.allSettled(first.map((query) => query.promise))]);
  if (first.length > 0) await client.invalidateQueries({ predicate: (query) => first.includes(query) });
}

/** A client that never asks twice for what nobody changed, and shows a change in the frame in which it is made. */
export function createQueryClient(): QueryClient {
  notifyManager.setScheduler(queueMicrotask);
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: Infinity,
        gcTime: 60_000,
        retry: false,
        refetchOnWindowFocus: false,
        refetchOnReconnect: false,
        networkMode: "always",
      },
      mutations: { retry: false, networkMode: "always" },
    },
  });
}

/** Follows the application's events for as long as the window lives; answers how to stop. */
export function followEvents(client: QueryClient): () => void {
  let waiting: Changed | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const flush = () => {
    const changed = waiting;
    waiting = null;
    if (changed) void refresh(client, changed);
  };
  const stop = onEvent((event) => {
    const changed = changedBy(event);
    if (!changed) return;
    // A sync run reports each record; one reading again for many of them is enough.
    if (waiting === null) timer = setTimeout(flush, EVENTS_TOGETHER_MS);
    waiting = waiting === null ? changed : both(waiting, changed);
  });
  return () => {
    stop();
    clearTimeout(timer);
  };
}

const EVENTS_TOGETHER_MS = 80;

type Event = Parameters<Parameters<typeof onEvent>[0]>[0];

function changedBy(event: Event): Changed | null {
  switch (event.type) {
    case "CHANGED":
      return event.changed;
    case "EDIT_PROGRESS":
    case "OPEN":
      return null;
    case "CONNECTED":
    case "CONNECTION":
    case "PROGRESS":
      return { topics: ["status"], records: null, step: null };
    case "SYNC_QUEUED":
    case "SYNC_PROCESSING":
    case "SYNC_SUCCESS":
      return { topics: ["records", "status"], records: event.records, step: null };
    case "SYNC_CONFLICT":
      return { topics: ["records", "status", "conflicts"], records: event.records, step: null };
    case "SYNC_FAILED":
      return { topics: ["records", "status", "failed"], records: event.records, step: null };
    case "ALERT":
      return { topics: ["alerts"], records: null, step: null };
  }
}

function both(a: Changed, b: Changed): Changed {
  const records = a.records === null || b.records === null ? null : [...new Set([...a.records, ...b.records])];
  return { topics: [...new Set([...a.topics, ...b.topics])], records, step: null };
}

/** Reads of one record stay fresh when only others changed. */
function concerns(key: QueryKey, topics: Set<string>, records: string[] | null): boolean {
  const [topic, , args] = key as [string, string, { pfaId?: string } | undefined];
  if (!topics.has(topic)) return false;
  const pfaId = args?.pfaId;
  return records === null || pfaId === undefined || records.includes(pfaId);
}
