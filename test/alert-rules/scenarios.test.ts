import { alertNames } from "../../alert-rules";
import { playScenarios } from "./playScenarios";
import { scenarios } from "./scenarios";

it("tells of every alert, and of none that does not exist", () => {
  expect(Object.keys(scenarios).sort()).toEqual([...alertNames].sort());
});

// Those of AlertBlind take as long as half of the others: blind.test.ts plays them meanwhile.
playScenarios(Object.entries(scenarios).filter(([alert]) => alert !== "AlertBlind"));
