import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

import type { ProxyConfig } from "../config";

/** Makes every `fetch` of this process go through a proxy, except for the hosts in `noProxy`. */
export function askThrough({ url, noProxy }: ProxyConfig): void {
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy }));
}
