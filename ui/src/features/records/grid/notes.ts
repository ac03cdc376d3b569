// What a screen reader says of a cell besides its text. By reference: WebKitGTK passes no aria-description on.

/** The id of the words for a cell that holds a draft. */
export const DRAFT_NOTE = "grid-draft-note";

/** The id of the words for a record's badge. */
export const badgeNote = (pfaId: string) => `badge-${pfaId}`;
