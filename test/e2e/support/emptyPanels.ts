import { panel, PLACES, type Place, type View } from "../../../signals/places";

interface MayBeEmpty {
  readonly at: View;
  readonly because: string;
  /** The query of a panel with several. @default all of them */
  readonly refId?: string;
}

function mayBeEmpty<P extends Place>(
  place: P,
  name: keyof P["panels"] & string,
  because: string,
  refId?: string,
): MayBeEmpty {
  return { at: panel(place, name), because, ...(refId !== undefined && { refId }) };
}

const { dataServices, infrastructure, monitoring, systemOverview } = PLACES;

/** Panels that may be empty while people use a healthy stack, and why. */
export const MAY_BE_EMPTY: readonly MayBeEmpty[] = [
  mayBeEmpty(systemOverview, "firing", "no alert fires"),
  mayBeEmpty(dataServices, "slowStatements", "no statement is slow"),
  mayBeEmpty(infrastructure, "restarts", "no container was restarted"),
  mayBeEmpty(infrastructure, "crashLooping", "no container waits to be started again"),
  mayBeEmpty(infrastructure, "lastEnd", "no container has ended yet"),
  mayBeEmpty(
    infrastructure,
    "untilFull",
    "no volume fills, or none that is watched for long enough",
  ),
  mayBeEmpty(monitoring, "blind", "every alert has its series"),
  mayBeEmpty(monitoring, "members", "one Alertmanager alone is no cluster", "B"),
];
