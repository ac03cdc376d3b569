// Initials of a person, as decoration beside the name.

type Props = { name: string; size: "small" | "large" };

export function Avatar({ name, size }: Props) {
  return (
    <span className={`cf-avatar ${size}`} aria-hidden="true">
      {initials(name)}
    </span>
  );
}

/** "jane.smith" and "Jane Smith" are both JS. */
export function initials(name: string): string {
  const words = name.replace(/@.*$/, "").split(/[\s._-]+/).filter((word) => word !== "");
  const first = words[0] ?? "";
  const last = words.length > 1 ? (words.at(-1) ?? "") : "";
  return ([...first].slice(0, last === "" ? 2 : 1).join("") + ([...last][0] ?? "")).toUpperCase();
}
