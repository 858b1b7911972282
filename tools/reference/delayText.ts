import type { Delay, DelayParts } from "../../infra/alert-delivery/delay";

const NAMES: Readonly<Record<keyof DelayParts, string>> = {
  source: "source",
  scrape: "scrape",
  window: "window",
  evaluation: "evaluation",
  pending: "for",
  group: "group",
  cluster: "cluster",
};

/** The parts of a worst-case delay, without those that are zero: `25 s scrape + 30 s evaluation`. */
export function partsText({ parts }: Delay): string {
  return (Object.keys(NAMES) as (keyof DelayParts)[])
    .filter((part) => parts[part] > 0)
    .map((part) => `${timeText(parts[part])} ${NAMES[part]}`)
    .join(" + ");
}

const UNITS = [
  ["d", 86_400],
  ["h", 3600],
  ["min", 60],
  ["s", 1],
] as const;

/** Milliseconds as text, rounded up to the next second: 680001 is `11 min 21 s`. */
export function timeText(milliseconds: number): string {
  let rest = Math.ceil(milliseconds / 1000);
  if (rest === 0) return "0 s";
  return UNITS.flatMap(([name, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count > 0 ? [`${count} ${name}`] : [];
  }).join(" ");
}
