import { describe, expect, it } from "vitest";
import { tableOf, tableText } from "./table";

describe("a table on the clipboard", () => {
  it("is_read_as_spreadsheets_write_it_with_quotes_and_line_ends_inside", () => {
    expect(tableOf("a\tb\r\nc\td\r\n")).toEqual([["a", "b"], ["c", "d"]]);
    expect(tableOf('"one\ntwo"\t"say ""hi"""')).toEqual([["one\ntwo", 'say "hi"']]);
    expect(tableOf("\t\n")).toEqual([["", ""]]);
    expect(tableOf("alone")).toEqual([["alone"]]);
  });

  it("comes_back_as_it_went", () => {
    const table = [["a\tb", 'x"y', ""], ["1234.50", "-12.00", "line\nend"]];
    expect(tableOf(tableText(table))).toEqual(table);
  });

  it("holds_nothing_that_a_spreadsheet_would_work_out", () => {
    expect(tableText([["=1+1", "+x", "@sum", "-x", "-12.50"]])).toBe("'=1+1\t'+x\t'@sum\t'-x\t-12.50");
  });
});
