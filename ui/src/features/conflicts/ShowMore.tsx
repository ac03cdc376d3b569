// The button under a list of which only the first rows are shown.

import { Button } from "../../shared/Button";
import { texts } from "../../shared/texts";

type ShowMoreProps = {
  /** Rows that are not shown yet. */
  left: number;
  /** Rows that one press adds. */
  step: number;
  onMore: () => void;
};

export function ShowMore({ left, step, onMore }: ShowMoreProps) {
  if (left <= 0) return null;
  return (
    <p className="cs-more">
      <Button onPress={onMore}>{texts.conflicts.showMore(Math.min(left, step), left)}</Button>
    </p>
  );
}
