import { place } from "../../dashboards/layout";

const here = { uid: "here", panels: { a: 1, b: 2, c: 3, d: 4, e: 5 } } as const;

it("shares each row evenly and puts rows below each other", () => {
  expect(place([["a", "b"], ["c"], ["d", "e"]], here)).toEqual([
    { name: "a", id: 1, x: 0, y: 0, w: 12, h: 8 },
    { name: "b", id: 2, x: 12, y: 0, w: 12, h: 8 },
    { name: "c", id: 3, x: 0, y: 8, w: 24, h: 8 },
    { name: "d", id: 4, x: 0, y: 16, w: 12, h: 8 },
    { name: "e", id: 5, x: 12, y: 16, w: 12, h: 8 },
  ]);
});

it("refuses a row that cannot be shared evenly", () => {
  expect(() => place([["a", "b", "c", "d", "e"]], here)).toThrow("5 panels (a, b, c, d, e)");
});

it("refuses rows that forget a panel or show one twice", () => {
  expect(() => place([["a", "b"], ["c", "c"], ["d"]], here)).toThrow("Mend its rows: c, e");
});
