import {
  isBefore,
  LEAST_OF_IMAGES,
  LEAST_OF_SETTINGS,
  versionIn,
  type Least,
} from "../images/least";
import type { ImageName } from "../versions";
import type { StackConfig } from "./schema";
import type { Fault } from "./wording";

/** Images with versions that do not support what the stack passes to them, so that they would exit at startup. */
export function* versionFaults(config: StackConfig): Iterable<Fault> {
  for (const [name, { least, because }] of Object.entries(LEAST_OF_IMAGES)) {
    yield* faultsOf(config, name as ImageName, { least, because });
  }
  for (const [setting, { used, as }] of Object.entries(USES)) {
    if (!used(config)) continue;
    const { image, least, because } = LEAST_OF_SETTINGS[setting as keyof typeof USES];
    yield* faultsOf(config, image, { least, because }, ` with ${as}`);
  }
}

interface Use {
  readonly used: (config: StackConfig) => boolean;
  /** The setting and its value, as messages show them. */
  readonly as: string;
}

const USES: Readonly<Record<keyof typeof LEAST_OF_SETTINGS, Use>> = {
  slackApp: {
    used: ({ notifications: { slack } }) => slack.enabled && slack.by === "app",
    as: "notifications.slack.by app",
  },
  implicitTls: {
    used: ({ notifications: { email } }) => email?.implicitTls !== undefined,
    as: "notifications.email.implicitTls",
  },
  proberTls: {
    used: ({ certificates, internalTls }) =>
      certificates.length > 0 && internalTls?.enabled === true,
    as: "internalTls",
  },
  thanosTls: {
    used: ({ thanos, internalTls }) => thanos !== undefined && internalTls?.enabled === true,
    as: "internalTls",
  },
  grafanaTls: {
    used: ({ internalTls, mode }) => internalTls?.enabled === true && mode === "standalone",
    as: "internalTls",
  },
  redisExporterTls: {
    used: ({ internalTls }) => internalTls?.enabled === true,
    as: "internalTls",
  },
};

function* faultsOf(
  { images }: StackConfig,
  name: ImageName,
  { least, because }: Pick<Least, "least" | "because">,
  where = "",
): Iterable<Fault> {
  const image = images[name];
  const version = versionIn(name, image);
  if (version === undefined || !isBefore(version, least)) return;
  yield {
    path: `images.${name}`,
    message: `must be of version ${least} or later${where}, got ${image}: older ones do not know ${because}`,
  };
}
