import { alertNames } from "../../alert-rules";
import { playScenarios } from "./playScenarios";
import { scenarios } from "./scenarios";

it("scenarios cover every existing alert and no other", () => {
  expect(Object.keys(scenarios).sort()).toEqual([...alertNames].sort());
});

// Those of AlertBlind take half as long as all the others together: blind.test.ts plays them in parallel.
playScenarios(Object.entries(scenarios).filter(([alert]) => alert !== "AlertBlind"));
