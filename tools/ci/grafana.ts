import { CHANGE_TAG } from "../../dashboards/grafana/annotations";
import { ask } from "./http";

export interface Grafana {
  /** The URL at which people open it. */
  readonly url: string;
  /** The token of a service account that may write annotations. */
  readonly token: string;
}

/**
 * Adds an annotation to every dashboard: the stack was changed just now.
 * @throws Problem if Grafana does not answer or rejects it
 */
export async function markChange({ url, token }: Grafana, text: string): Promise<void> {
  await ask({
    method: "POST",
    url: `${url.replace(/\/+$/, "")}/api/annotations`,
    token,
    body: { time: Date.now(), tags: [CHANGE_TAG], text },
    remedy: "Give the token's service account the role Editor, so that it can write annotations.",
  });
}
