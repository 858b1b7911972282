import { allDown, outOfSight } from "../signals/availability";
import type { Job } from "../signals/exporters/targets";
import type { View } from "../signals/places";
import type { Plain } from "../signals/promql/selector";
import { whileRequestsFail } from "../signals/requestsFail";
import { OUTAGE, SUSPECTED, type AlertArgs, type Component } from "./alert";

interface ExportedServer {
  /** The name that people use, such as PostgreSQL. */
  readonly system: string;
  readonly component: Component;
  /** Its exporter, and the gauge that is 1 while the exporter reaches the server. */
  readonly job: Job;
  readonly gauge: Plain;
  readonly view: View;
}

/**
 * The rules of an alert on a server that is monitored through an exporter: for its outage, and for when its state is
 * unknown.
 */
export function serverDown({
  system,
  component,
  job,
  gauge,
  view,
}: ExportedServer): readonly AlertArgs<"job">[] {
  const unseen = outOfSight(gauge, job);
  const shared = { component, view };
  return [
    {
      ...shared,
      when: allDown(gauge, job),
      impact: OUTAGE,
      summary: () => `${system} is down.`,
      description: () => `${job} cannot reach ${system}.`,
    },
    {
      ...shared,
      when: whileRequestsFail(unseen),
      impact: SUSPECTED,
      summary: () => `The state of ${system} is unknown, and requests fail.`,
      description: () =>
        `${job} reports nothing, and users' requests fail: ${system} may be the cause.`,
    },
    {
      ...shared,
      when: unseen,
      summary: () => `The state of ${system} is unknown.`,
      description: () => `${job} reports nothing, so ${system} may be up or down.`,
    },
  ];
}
