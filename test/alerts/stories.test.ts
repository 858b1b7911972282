import { alertNames } from "../../alert-rules";
import { declaredGroups as groups } from "../support/declared";
import { play } from "../support/promtool";
import { stories } from "./stories";

/** It fires by design whatever happens: no series can keep it quiet. */
const NEVER_QUIET = ["Watchdog"];

it("tells of every alert, and of none that does not exist", () => {
  expect(Object.keys(stories).sort()).toEqual([...alertNames].sort());
});

describe.each(Object.entries(stories))("%s", (alert, tales) => {
  it("has a story in which it fires, one in which it speaks, and one in which it is quiet", () => {
    expect(tales.some(({ fires }) => fires.length > 0)).toBe(true);
    expect(tales.some(({ says }) => says)).toBe(true);
    expect(tales.some(({ fires }) => fires.length === 0)).toBe(!NEVER_QUIET.includes(alert));
  });

  it.each(tales)("$title", (tale) => {
    play({ ...tale, groups, alert });
  });
});
