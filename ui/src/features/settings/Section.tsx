// A part of the settings: what it is about at the left, its fields at the right.
import { useId, type ReactNode } from "react";

export function Section({ title, text, children }: { title: string; text: string; children: ReactNode }) {
  const id = useId();
  return (
    <section className="card se-section" aria-labelledby={id}>
      <div>
        <h2 id={id}>{title}</h2>
        <p className="dense soft">{text}</p>
      </div>
      <div className="se-fields">{children}</div>
    </section>
  );
}
