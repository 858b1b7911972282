import { readFileSync } from "node:fs";
import { join } from "node:path";

import { speaksTls } from "../../infra/kubernetes/tls/certificates";
import { APPLICATION, clusterHost, MONITORING } from "../../infra/objects/names";
import { endpointsOf } from "../../infra/kubernetes/endpoints";
import { buildStack } from "../../infra/plan";
import type { StackConfig } from "../../infra/settings";
import { configOf } from "../../tools/render/render";
import { FILES } from "../cluster/folders";
import { addresses } from "../cluster/layout";
import { heldStack } from "../deploy/held";

/** The authority that verifies a stack's TLS servers, and the client certificate and key that are presented to them. */
export const CREDENTIALS = {
  ca: join(FILES.credentials, "ca.crt"),
  cert: join(FILES.credentials, "tls.crt"),
  key: join(FILES.credentials, "tls.key"),
} as const;

/** The content of these files. */
export function credentials() {
  const { ca, cert, key } = CREDENTIALS;
  return { ca: readFileSync(ca), cert: readFileSync(cert), key: readFileSync(key) };
}

/** The port-forwarded servers that are queried, and that speak TLS if the stack's servers do. */
const FORWARDED = {
  backend: APPLICATION,
  prometheus: MONITORING,
  alertmanager: MONITORING,
} as const;

/** The name in the certificate of the server behind a URL; undefined if it does not speak TLS. */
export function securedName(url: string): string | undefined {
  const { port } = new URL(url);
  const names = Object.keys(FORWARDED) as (keyof typeof FORWARDED)[];
  const name = names.find((each) => String(addresses()[each].port) === port);
  return name && securedServer(name, FORWARDED[name]);
}

/** The same for a server inside the cluster. @param app the server's name, as in its Service and its pods */
export function securedServer(app: string, namespace: string): string | undefined {
  return encrypted().has(app) ? clusterHost(app, namespace) : undefined;
}

let known: { readonly stack: string | undefined; readonly names: ReadonlySet<string> } | undefined;

/** The names of the deployed stack's Services whose servers speak TLS. */
function encrypted(): ReadonlySet<string> {
  const stack = heldStack();
  if (known?.stack !== stack) {
    const config = stack === undefined ? undefined : configOf(stack);
    known = { stack, names: new Set(config && speaksTls(config) ? namesOf(config) : []) };
  }
  return known?.names ?? new Set();
}

function namesOf(config: StackConfig): readonly string[] {
  return buildStack(config)
    .declared.workloads.flatMap(endpointsOf)
    .flatMap(({ tls, service }) => (tls ? [service.metadata.name] : []));
}
