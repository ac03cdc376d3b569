// Where a key takes the active cell.

export type Cell = { row: number; column: number };
export type Bounds = { rows: number; columns: number; page: number };

/** The row of the column heads. */
export const HEAD_ROW = -1;

export type Key = { key: string; ctrlKey: boolean; metaKey: boolean };

/** The cell a key leads to, or null where the key does not move. */
export function moved(cell: Cell, key: Key, bounds: Bounds): Cell | null {
  const whole = key.ctrlKey || key.metaKey;
  const to = target(cell, key.key, whole, bounds);
  if (to === null) return null;
  return {
    row: Math.max(HEAD_ROW, Math.min(bounds.rows - 1, to.row)),
    column: Math.max(0, Math.min(bounds.columns - 1, to.column)),
  };
}

function target({ row, column }: Cell, key: string, whole: boolean, { rows, columns, page }: Bounds): Cell | null {
  switch (key) {
    case "ArrowDown":
      return { row: whole ? rows - 1 : row + 1, column };
    case "ArrowUp":
      return { row: whole ? 0 : row - 1, column };
    case "ArrowRight":
      return { row, column: whole ? columns - 1 : column + 1 };
    case "ArrowLeft":
      return { row, column: whole ? 0 : column - 1 };
    case "PageDown":
      return { row: row + page, column };
    case "PageUp":
      return { row: Math.max(0, row - page), column };
    case "Home":
      return { row: whole ? 0 : row, column: 0 };
    case "End":
      return { row: whole ? rows - 1 : row, column: columns - 1 };
    default:
      return null;
  }
}
