/** Those of the table's images, whose copies a mirror has. */
export const PUBLIC_REGISTRIES = ["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"] as const;
export type PublicRegistry = (typeof PUBLIC_REGISTRIES)[number];

/** Where the copies are: of all registries, or of each. */
export type Mirrors = string | Readonly<Partial<Record<PublicRegistry, string>>>;

/** The public registry that an image is in; undefined where it is in another. */
export function publicRegistryOf(image: string): PublicRegistry | undefined {
  const [first = "", ...rest] = image.split("/");
  // What names no registry is in Docker's.
  if (rest.length === 0 || !/[.:]|^localhost$/.test(first)) return "docker.io";
  return PUBLIC_REGISTRIES.find((registry) => registry === first);
}

/** Where an image is pulled from. Whoever names one of any other registry means that one. */
export function mirrored(image: string, mirrors: Mirrors | undefined): string {
  const registry = publicRegistryOf(image);
  const mirror =
    typeof mirrors === "string" || registry === undefined ? mirrors : mirrors?.[registry];
  if (registry === undefined || typeof mirror !== "string") return image;
  return `${mirror}/${image.startsWith(`${registry}/`) ? image.slice(registry.length + 1) : image}`;
}
