/** The floors of the house, from the ground up: a file imports from its own floor and from those below it. */
const FLOORS = ["service", "signals", "alert-rules", "dashboards", "infra", "tools", "lab", "test"];

const under = (folders) => `^(${folders.join("|")})/`;

/** What starts every program, and knows none of them. */
const LAUNCHER = "^tools/launch/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...FLOORS.slice(0, -1).map((floor, level) => ({
      name: `${floor}: nothing from above`,
      severity: "error",
      from: { path: under([floor]), pathNot: LAUNCHER },
      to: { path: under(FLOORS.slice(level + 1)), pathNot: LAUNCHER },
    })),
    {
      name: "the launcher: nothing of what it starts",
      severity: "error",
      from: { path: LAUNCHER },
      to: { path: under(FLOORS), pathNot: LAUNCHER },
    },
    { name: "no circle", severity: "error", from: {}, to: { circular: true } },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)(node_modules|dist|out)/|^lab/pictures/page/" },
    tsConfig: { fileName: "tsconfig.json" },
    // Types travel the same way as values.
    tsPreCompilationDeps: true,
  },
};
