// How long the periods of a view are: side by side, or as a list where there is no room.

import { Segmented, type Choice } from "../Field";
import { Select } from "../Select";
import { TIGHT_PX, useNarrow } from "../useNarrow";

export type ScaleChoiceProps<T extends string> = { label: string; value: T; choices: readonly Choice<T>[]; onChange: (value: T) => void };

export function ScaleChoice<T extends string>({ label, value, choices, onChange }: ScaleChoiceProps<T>) {
  return useNarrow(TIGHT_PX) ? (
    <Select label={label} hideLabel value={value} options={choices} onChange={onChange} />
  ) : (
    <Segmented aria-label={label} value={value} onChange={onChange} choices={choices} />
  );
}
