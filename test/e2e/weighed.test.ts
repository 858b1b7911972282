import { urlOf } from "../../lab/cluster/layout";
import { check } from "../tools/check/command";
import { settled } from "./support/settled";

const LIGHTEST = 1;

describe("the number of series that each rule reads in the live Prometheus", () => {
  beforeAll(() => settled(), 600_000);

  it("is within the limit for every rule", async () => {
    const weighed = await check("dev", "--prometheus", urlOf("prometheus"));
    expect(weighed).toEqual({ status: 0, stdout: "dev: no mistakes\n", stderr: "" });
  });

  it("exceeds a limit of one series for many rules", async () => {
    const limit = ["--max-series", String(LIGHTEST)];
    const { status, stdout } = await check("dev", "--prometheus", urlOf("prometheus"), ...limit);
    expect(status).toBe(1);
    const heavy = [...stdout.matchAll(/rule (\w+)\S* reads (\d+) series/g)].map(
      ([, rule = "", series = ""]) => ({ rule, series: Number(series) }),
    );
    // Every route of the backend has a series for each method and status that it has answered with.
    expect(heavy.find(({ rule }) => rule === "HighErrorRate")?.series).toBeGreaterThan(20);
    expect(heavy.length).toBeGreaterThan(20);
    const [heaviest] = [...heavy].sort((a, b) => b.series - a.series);
    process.stdout.write(
      `  the heaviest rule is ${heaviest!.rule}: it reads ${heaviest!.series} series\n`,
    );
  });
});
