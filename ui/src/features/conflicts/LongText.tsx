// A value that may be long: three lines, then "Show all" with the words that the other side has not underlined.
// Values are text nodes; markup in them is shown as it was typed.
import { useState } from "react";
import { texts } from "../../shared/texts";
import { differingWords } from "./words";

const t = texts.conflicts;

const LONG = 120;

type Props = {
  text: string;
  /** The same field's value on the other side. */
  other: string;
  name: string;
  /** The radio button that a click on the text chooses. */
  labelFor?: string;
};

/** A text with its fold where it is long. */
export function LongText({ text, other, name, labelFor }: Props) {
  const [open, setOpen] = useState(false);
  const isLong = text.length > LONG || text.split("\n").length > 3;
  const look = isLong && !open ? "cf-text cf-clamped" : "cf-text";
  const content = isLong && open ? <Pieces text={text} other={other} /> : text;
  return (
    <span className="cf-long">
      {labelFor === undefined ? (
        <span className={look}>{content}</span>
      ) : (
        <label className={`cf-pick-value ${look}`} htmlFor={labelFor}>
          {content}
        </label>
      )}
      {isLong && (
        <button
          type="button"
          className="cf-more"
          aria-expanded={open}
          aria-label={`${open ? t.showLess : t.showAll}, ${name}`}
          onClick={() => setOpen(!open)}
        >
          {open ? t.showLess : t.showAll}
        </button>
      )}
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
