import { TLS_FILES } from "../../rendered-config/webConfig";
import type { ConfigMap, Volume } from "../../objects/kubernetes";
import { GROUP_READS } from "../volumes";

type Source = NonNullable<NonNullable<Volume["projected"]>["sources"]>[number];

/** A whole volume is updated atomically, so a key never differs from its certificate. */
export function tlsSources(
  secret: string,
  maps: readonly ConfigMap[],
  folder: string,
): readonly Source[] {
  return [
    {
      secret: {
        name: secret,
        items: TLS_FILES.map((key) => ({ key, path: folder + key, mode: GROUP_READS })),
      },
    },
    ...maps.map(({ metadata, data = {} }) => ({
      configMap: {
        name: metadata.name,
        items: Object.keys(data).map((key) => ({ key, path: folder + key })),
      },
    })),
  ];
}

/** A volume that also has those files. */
export function extended(volume: Volume, shown: readonly Source[]): Volume {
  return { ...volume, projected: { sources: [...(volume.projected?.sources ?? []), ...shown] } };
}
