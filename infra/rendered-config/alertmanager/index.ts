import type { Notifications } from "../../settings/notifications";
import { proxyConfig, type Proxy } from "../../settings/proxy";
import type { Times } from "../times";
import { inhibitRules } from "./inhibition";
import { timeIntervals } from "./maintenance";
import { addedReceivers, ownReceivers } from "./receivers";
import { rootRoute } from "./routing";
import type { AlertmanagerConfig } from "./types";

export { MAIL_AUTHORITY, toldNobody } from "./receivers";
export {
  ALERTMANAGER_FOLDER,
  alertmanagerSecrets,
  webhookSecret,
  type AlertmanagerSecret,
} from "./secrets";
export type { AlertmanagerConfig, InhibitRule, Matcher, Receiver, Route } from "./types";

/** alertmanager.yml: who is notified of which alert, and which alerts are inhibited while another one explains them. */
export function alertmanagerConfig(
  notifications: Notifications,
  times: Times,
  proxy?: Proxy,
): AlertmanagerConfig {
  const added = addedReceivers(notifications);
  return {
    global: {
      resolve_timeout: times.resolveTimeout,
      ...(proxy && { http_config: proxyConfig(proxy) }),
    },
    templates: ["templates/*.tmpl"],
    route: rootRoute(notifications.maintenance, added, times),
    inhibit_rules: inhibitRules(),
    time_intervals: timeIntervals(notifications.maintenance),
    receivers: [...ownReceivers(notifications), ...added.map(({ receiver }) => receiver)],
  };
}
