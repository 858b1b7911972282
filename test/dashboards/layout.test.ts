import { layout } from "../../dashboards/layout";

const here = { uid: "here", panels: { a: 1, b: 2, c: 3, d: 4, e: 5 } } as const;

it("divides each row evenly and stacks the rows", () => {
  expect(layout([["a", "b"], ["c"], ["d", "e"]], here)).toEqual({
    cells: [
      { name: "a", id: 1, x: 0, y: 0, w: 12, h: 8 },
      { name: "b", id: 2, x: 12, y: 0, w: 12, h: 8 },
      { name: "c", id: 3, x: 0, y: 8, w: 24, h: 8 },
      { name: "d", id: 4, x: 0, y: 16, w: 12, h: 8 },
      { name: "e", id: 5, x: 12, y: 16, w: 12, h: 8 },
    ],
    headings: [],
  });
});

it("puts a section's title above its rows, and stacks rows by their heights", () => {
  const parts = [
    ["a"],
    { title: "Two rows", rows: [["b"], ["c", "d"]] },
    { title: "Closed", collapsed: true, rows: [["e"]] },
  ] as const;
  const { cells, headings } = layout(parts, here, (row) => (row.includes("b") ? 5 : 8));
  expect(cells.map(({ name, y, h }) => [name, y, h])).toEqual([
    ["a", 0, 8],
    ["b", 9, 5],
    ["c", 14, 8],
    ["d", 14, 8],
    ["e", 23, 8],
  ]);
  expect(headings).toEqual([
    { title: "Two rows", collapsed: false, y: 8, panels: [2, 3, 4] },
    { title: "Closed", collapsed: true, y: 22, panels: [5] },
  ]);
});

it("rejects a row that cannot be divided evenly", () => {
  expect(() => layout([["a", "b", "c", "d", "e"]], here)).toThrow("5 panels (a, b, c, d, e)");
});

it("rejects rows that omit a panel or show one twice", () => {
  const parts = [["a", "b"], ["c", "c"], { title: "D", rows: [["d"]] }] as const;
  expect(() => layout(parts, here)).toThrow("Fix its rows: c, e");
});
