/** The floors of the house, from the ground up: a file imports from its own floor and from those below it. */
const FLOORS = [
  ["service"],
  ["signals"],
  ["alert-rules"],
  ["dashboards"],
  ["infra"],
  ["tools"],
  ["lab"],
  ["examples", "test"],
];

/** The rooms of `infra/`, from the ground up, in the same way. Its images are beside its settings. */
const ROOMS = [
  ["infra/objects"],
  ["infra/settings"],
  ["infra/rendered-config"],
  ["infra/kubernetes", "infra/alert-delivery"],
  ["infra/components"],
  ["infra/model-checks"],
  ["infra/plan"],
];

const under = (folders) => `^(${folders.join("|")})/`;

/** What starts every program, and knows none of them. */
const LAUNCHER = "^tools/launch/";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    ...FLOORS.slice(0, -1).map((floor, level) => ({
      name: `${floor.join(" and ")}: nothing from above`,
      severity: "error",
      from: { path: under(floor), pathNot: LAUNCHER },
      to: { path: under(FLOORS.slice(level + 1).flat()), pathNot: LAUNCHER },
    })),
    ...ROOMS.slice(0, -1).map((room, level) => ({
      name: `${room.join(" and ")}: nothing from above`,
      severity: "error",
      from: { path: under(room) },
      to: { path: under(ROOMS.slice(level + 1).flat()) },
    })),
    {
      name: "the launcher: nothing of what it starts",
      severity: "error",
      from: { path: LAUNCHER },
      to: { path: under(FLOORS.flat()), pathNot: LAUNCHER },
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
