import type { Change, Fact, Rank, Subject } from "../change";

export const RANK_TITLES: Readonly<Record<Exclude<Rank, "other">, string>> = {
  pages: "Alerts that no longer page",
  deletion: "Gone",
  replacement: "Replaced",
  access: "More access",
};

export const SUBJECT_TITLES: Readonly<Record<Subject, string>> = {
  stack: "Stacks",
  alert: "Alerts",
  route: "Routes",
  receiver: "Receivers",
  inhibition: "Inhibited by other alerts",
  objective: "Objectives",
  "recording rule": "Recording rules",
  target: "Targets",
  metric: "Metrics",
  dashboard: "Dashboards",
  panel: "Panels",
  permission: "Permissions",
  "network edge": "Network",
  secret: "Secrets",
  image: "Images",
  volume: "Volumes",
  workload: "Workloads",
  setting: "Settings",
  object: "Other objects",
  file: "Other files",
};

/** The heading under which a change is listed. */
export function titleOf({ rank, subject }: Change): string {
  return rank === "other" ? SUBJECT_TITLES[subject] : RANK_TITLES[rank];
}

/** The maximum number of names in one line. */
const NAMES = 6;

/** A change on one line. Under a heading for a rank, it also says its subject. */
export function sentence(
  { rank, subject, names, facts, effects }: Change,
  mark: { readonly name: (text: string) => string } = { name: (text) => text },
): string {
  const shown = names.slice(0, names.length > NAMES ? NAMES - 1 : NAMES).map(mark.name);
  const rest = names.length - shown.length;
  const who = rest > 0 ? `${shown.join(", ")} and ${rest} more` : shown.join(", ");
  const words = [facts, effects].map((all) => all.map(factText).join(", ")).filter(Boolean);
  const about = rank === "other" || namesKind(subject, names[0]) ? "" : `${subject} `;
  return `${about}${who}: ${words.join("; ")}`;
}

const OF_OBJECTS: readonly Subject[] = [
  "target",
  "permission",
  "network edge",
  "secret",
  "volume",
  "workload",
  "object",
];

/** Whether a name starts with a Kubernetes kind, which already says the subject. */
function namesKind(subject: Subject, name = ""): boolean {
  return OF_OBJECTS.includes(subject) && /^[A-Z]\w+ [a-z0-9.-]+(?:\/[a-z0-9.-]+)?$/.test(name);
}

function factText({ what, from, to }: Fact): string {
  if (from === undefined || to === undefined) return what;
  return `${what === "" ? "" : `${what} `}${from} -> ${to}`;
}
