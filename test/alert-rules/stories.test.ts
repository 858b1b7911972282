import { alertNames } from "../../alert-rules";
import { declaredGroups as groups } from "../support/declared";
import { play } from "../support/promtool";
import { stories } from "./stories";
import { CASES } from "./story";

/** It fires by design whatever happens: no series can keep it quiet. */
const NEVER_QUIET = ["Watchdog"];

it("tells of every alert, and of none that does not exist", () => {
  expect(Object.keys(stories).sort()).toEqual([...alertNames].sort());
});

describe.each(Object.entries(stories))("%s", (alert, { tales, cannotBe }) => {
  it("has a story in which it fires, one in which it speaks, and one in which it is quiet", () => {
    expect(tales.some(({ fires }) => fires.length > 0)).toBe(true);
    expect(tales.some(({ says }) => says)).toBe(true);
    expect(tales.some(({ fires }) => fires.length === 0)).toBe(!NEVER_QUIET.includes(alert));
  });

  it.each(CASES)("is quiet with %s, or cannot be so", (name) => {
    const told = tales.filter((tale) => tale.case === name);
    expect({ told: told.length > 0, cannotBe: name in cannotBe }).toEqual(
      name in cannotBe ? { told: false, cannotBe: true } : { told: true, cannotBe: false },
    );
    expect(told.filter(({ fires }) => fires.length > 0)).toEqual([]);
  });

  it.each(tales)("$title", (tale) => {
    play({ ...tale, groups, alert });
  });
});
