import { CHANGE_TAG } from "../../dashboards/grafana/annotations";
import { ask } from "./http";

export interface Grafana {
  /** Where people open it. */
  readonly url: string;
  /** Of a service account that may write annotations. */
  readonly token: string;
}

/**
 * Has every dashboard mark that the stack was changed just now.
 * @throws Problem where Grafana does not answer, or refuses
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
