import { InvalidArgumentError } from "commander";

import { referenceOf } from "../../infra/images/reference";
import { Problem } from "../problem";
import type { Skeleton } from "./edits";
import { camelCase, pascalCase, requireName, titleOf } from "./names";

export interface ServerOptions {
  readonly image: string;
  readonly port: number;
}

/**
 * A server that Prometheus scrapes, such as an exporter: its objects, its image, its settings, its job, and a catalog
 * for its metrics.
 *
 * @throws Problem if the name is invalid, or the image has no registry or no tag
 */
export function serverSkeleton(name: string, { image, port }: ServerOptions): Skeleton {
  requireName("server", name);
  try {
    referenceOf(image);
  } catch (error) {
    throw new Problem(
      (error as Error).message,
      "Give the full reference, such as quay.io/prometheus/blackbox-exporter:v0.27.0. Nothing was written.",
    );
  }
  const camel = camelCase(name);
  const type = pascalCase(name);
  return {
    name,
    files: [
      {
        path: `signals/exporters/${camel}.ts`,
        text: `import { describeMetrics } from "../../service/metrics/define";

/** Fill in: the exporter and its versions. Only the metrics in use are listed here. */
export const ${camel} = describeMetrics({
  // Fill in: npm run new -- metric <name> --of ${name}
});
`,
      },
      { path: `infra/components/${camel}.ts`, text: componentText(name, port) },
    ],
    insertions: [
      {
        path: "signals/exporters/targets.ts",
        text: `  "${name}": {
    catalogs: [{ title: "${titleOf(name)}", metrics: ${camel} }],
    process: false,
  },`,
        declared: new RegExp(`^  "?${name}"?: \\{`, "m"),
        after: /^export const TARGETS = \{$/m,
        end: "} as const satisfies Readonly<Record<string, Target>>;",
        imports: { [`./${camel}`]: [camel] },
      },
      {
        path: "infra/versions.ts",
        text: `  ${camel}: "${image}",`,
        declared: new RegExp(`^  ${camel}:`, "m"),
        after: /^export const IMAGES = \{$/m,
        end: "} as const;",
      },
      {
        path: "infra/settings/servers.ts",
        text: `  "${camel}",`,
        declared: new RegExp(`^  "${camel}",$`, "m"),
        after: /^export const SERVER_KEYS = \[$/m,
        end: "] as const;",
      },
      {
        path: "infra/plan/servers.ts",
        text: `    ${camel}: ${camel}Server({ namespace, image: images.${camel}, times }),`,
        declared: new RegExp(`\\b${camel}Server\\b`),
        after: /^export function exporters\(/m,
        end: "  };",
        imports: { [`../components/${camel}`]: [`${camel}Server`] },
      },
    ],
  };

  function componentText(job: string, at: number): string {
    return `import type { Times } from "../rendered-config/times";
import { exporterServer } from "../kubernetes/exporter";
import type { Server } from "../kubernetes/server";
import { toolkitTls } from "../kubernetes/tls/server";

export interface ${type}Args {
  /** @default monitoring */
  readonly namespace?: string | undefined;
  readonly image: string;
  readonly times: Times;
}

export function ${camel}Server({ namespace, image, times }: ${type}Args): Server {
  return exporterServer({
    namespace,
    type: "${type}",
    name: "${job}",
    image,
    port: ${at},
    // Fill in: how it gets its certificate; this is --web.config.file, as in Prometheus's own exporters.
    tls: toolkitTls(),
    // Fill in: the image's own user.
    uid: 65534,
    // Fill in: a page for which it calls no other server.
    ownPage: "/",
    // Fill in: what it connects to, which the network policies then allow: egressTo([{ host, port }]).
    egress: [],
    args: [],
    times,
  });
}
`;
  }
}

/** @throws InvalidArgumentError if a pod that does not run as root cannot listen on this port */
export function portOf(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 1023 && port < 65_536) return port;
  throw new InvalidArgumentError("It must be a whole number from 1024 to 65535.");
}
