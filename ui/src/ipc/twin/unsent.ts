// The twin's export: it counts what the application would write, and names the file.

import { refuse, type Handlers } from "./state";

export const handlers: Handlers = {
  unsent_export(state, { format }) {
    const drafts = [...state.records.values()].flatMap((one) => (one.draft === null ? [] : [one.draft]));
    if (drafts.length === 0) return { file: null, records: 0, changes: 0, unreadable: [] };
    const changes = drafts.reduce((sum, draft) => sum + Object.keys(draft.changes).length, 0);
    const file = `/home/maria/Downloads/Unsent PFA changes ${state.now().slice(0, 10)}.${format}`;
    return { file, records: drafts.length, changes, unreadable: [] };
  },
  unsent_show() {
    throw refuse("invalid", "A browser shows no folder.");
  },
};
