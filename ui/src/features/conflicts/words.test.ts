import { expect, it } from "vitest";
import { differingWords } from "./words";

it("marks the words that the other text has not, and gives the text again", () => {
  const pieces = differingWords("moves to silo 12 under its own power", "moves to silo 14 on a trailer");
  expect(pieces.map((piece) => piece.text).join("")).toBe("moves to silo 12 under its own power");
  expect(pieces.filter((piece) => piece.differs).map((piece) => piece.text.trim())).toEqual(["12 under its own power"]);
});

it("marks nothing in texts that are alike, and all of a text beside none", () => {
  expect(differingWords("a b", "a b").some((piece) => piece.differs)).toBe(false);
  expect(differingWords("a b", "").every((piece) => piece.differs)).toBe(true);
});
