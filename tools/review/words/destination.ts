import type { Destination } from "../../../infra/alert-delivery/routes";

const KINDS: Readonly<Record<string, string>> = {
  pagerduty_configs: "PagerDuty",
  opsgenie_configs: "Opsgenie",
  slack_configs: "Slack",
  email_configs: "email",
  webhook_configs: "webhook",
};

/** A destination as people call it: `Slack #warnings`, `PagerDuty`, `email team@x.example`. */
export function destinationText({ kind, to }: Destination): string {
  const name = KINDS[kind] ?? kind.replace(/_configs$/, "");
  const places = to.split(" ").filter((place) => place !== "" && !place.startsWith("/"));
  const [file] = to.split(" ").filter((place) => place.startsWith("/"));
  if (places.length > 0) return [name, ...places].join(" ");
  // A webhook can only be told by the file of its URL. A key belongs to the service itself.
  return kind === "webhook_configs" && file !== undefined
    ? `${name} ${file.replace(/^.*\//, "")}`
    : name;
}

/** Whether it wakes somebody up, or reaches a program that may. */
export function pages({ kind }: Destination): boolean {
  return ["pagerduty_configs", "opsgenie_configs", "webhook_configs"].includes(kind);
}
