import { EnvHttpProxyAgent, setGlobalDispatcher } from "undici";

import type { ProxyConfig } from "../config";

/** Has every `fetch` of this process go through a proxy, but for those who are asked directly. */
export function askThrough({ url, noProxy }: ProxyConfig): void {
  setGlobalDispatcher(new EnvHttpProxyAgent({ httpProxy: url, httpsProxy: url, noProxy }));
}
