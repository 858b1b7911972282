import type { AlertScenarios, Scenario } from "./scenario";

/** Why these cases cannot come about where a gauge of 1s and 0s says up or down. */
export const UP_OR_DOWN: AlertScenarios["cannotBe"] = {
  "just below the limit": "there is nothing between up and down",
  "no traffic": "being up is no matter of traffic",
  "restarted counter": "it reads no counter",
};

/**
 * The scenarios of an alert on an exporter's gauge that is 1 while the exporter can talk to its server.
 *
 * @param gauge such as `pg_up`
 * @param system what the server is called
 */
export function downTales(gauge: string, job: string, system: string): readonly Scenario[] {
  const series = (pod: string) => `${gauge}{job="${job}",namespace="autodealgenie",pod="${pod}"}`;
  const up = (pod: string) => `up{job="${job}",namespace="autodealgenie",pod="${pod}"}`;
  const summary = `${system} is down or out of sight.`;
  return [
    {
      title: "fires when the server is away and its exporter is up",
      series: { [series("a")]: "0x10", [up("a")]: "1x10" },
      at: "5m",
      fires: [{ job }],
      says: { summary, description: `${job} cannot reach ${system}.` },
    },
    {
      title: "fires as the same alert when the exporter is away, too",
      series: { [up("a")]: "0x10" },
      at: "5m",
      fires: [{ job }],
      says: {
        summary,
        description: `${job} reports nothing, so ${system} may be up or down.`,
      },
    },
    {
      title: "does not begin anew when the exporter goes after its server",
      series: { [series("a")]: "1x4 0 stale" },
      at: "7m",
      fires: [{ job }],
    },
    {
      title: "waits two minutes",
      series: { [series("a")]: "1x4 0x10" },
      at: "390s",
      fires: [],
    },
    {
      title: "fires after two minutes",
      series: { [series("a")]: "1x4 0x10" },
      at: "7m",
      fires: [{ job }],
    },
    {
      title: "stays quiet while the server answers",
      series: { [series("a")]: "1x10" },
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet when one scrape fails",
      series: { [series("a")]: "1x4 0 1x10" },
      at: "10m",
      fires: [],
    },
    {
      title: "stays quiet when the exporter's pod is replaced",
      series: { [series("a")]: "1x4 stale", [series("b")]: "_x5 1x10" },
      at: "10m",
      fires: [],
    },
  ];
}
