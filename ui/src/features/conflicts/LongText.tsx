// A value that may be long: three lines, then "Show all" with the words that the other side has not underlined.
// Values are text nodes; markup in them is shown as it was typed.
import { useState } from "react";
import { conflicts as t } from "../../shared/texts/conflicts";
import { differingWords } from "./words";

const LONG = 120;

type Props = { text: string; other: string; name: string };

/** Whether a text is shown folded at first. */
export function isLong(text: string): boolean {
  return text.length > LONG || text.split("\n").length > 3;
}

/** A long text with its fold; `other` is the same field's value on the other side. */
export function LongText({ text, other, name }: Props) {
  const [open, setOpen] = useState(false);
  if (!isLong(text)) return <span className="cf-text">{text}</span>;
  return (
    <span className="cf-long">
      <span className={open ? "cf-text" : "cf-text cf-clamped"}>{open ? <Pieces text={text} other={other} /> : text}</span>
      <button
        type="button"
        className="cf-more"
        aria-expanded={open}
        aria-label={`${open ? t.showLess : t.showAll}, ${name}`}
        onClick={() => setOpen(!open)}
      >
        {open ? t.showLess : t.showAll}
      </button>
    </span>
  );
}

function Pieces({ text, other }: { text: string; other: string }) {
  return differingWords(text, other).map((piece, index) =>
    piece.differs ? (
      <mark key={index} className="cf-differs">
        {piece.text}
      </mark>
    ) : (
      <span key={index}>{piece.text}</span>
    ),
  );
}
