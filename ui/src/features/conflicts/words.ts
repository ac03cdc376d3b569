// Which words of one text are not in the other, so that two long values can be told apart at a glance.

export type Piece = { text: string; differs: boolean };

/** Splits `text` into runs of words that `other` also has in this order, and runs that it has not. */
export function differingWords(text: string, other: string): Piece[] {
  const mine = split(text);
  const theirs = split(other);
  const kept = commonWords(mine, theirs);
  const pieces: Piece[] = [];
  mine.forEach((word, index) => {
    const differs = !kept.has(index) && word.trim() !== "";
    const last = pieces.at(-1);
    if (last !== undefined && (last.differs === differs || word.trim() === "")) last.text += word;
    else pieces.push({ text: word, differs });
  });
  return pieces;
}

/** Words and the blanks between them, so that joining them gives the text again. */
function split(text: string): string[] {
  return text.split(/(\s+)/).filter((part) => part !== "");
}

/** Indexes in `mine` of a longest common subsequence with `theirs`. */
function commonWords(mine: string[], theirs: string[]): Set<number> {
  const lengths = mine.map(() => new Array<number>(theirs.length + 1).fill(0));
  lengths.push(new Array<number>(theirs.length + 1).fill(0));
  const at = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = mine.length - 1; i >= 0; i -= 1) {
    for (let j = theirs.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row !== undefined) row[j] = mine[i] === theirs[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const kept = new Set<number>();
  for (let i = 0, j = 0; i < mine.length && j < theirs.length; ) {
    if (mine[i] === theirs[j]) {
      kept.add(i);
      i += 1;
      j += 1;
    } else if (at(i + 1, j) >= at(i, j + 1)) i += 1;
    else j += 1;
  }
  return kept;
}
