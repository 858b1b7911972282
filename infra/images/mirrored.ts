/** Those of the table's images, whose copies a mirror has. */
export const PUBLIC_REGISTRIES = ["docker.io", "ghcr.io", "quay.io", "registry.k8s.io"] as const;
export type PublicRegistry = (typeof PUBLIC_REGISTRIES)[number];

/** Where the copies are: of all registries, or of each. */
export type Mirrors = string | Readonly<Partial<Record<PublicRegistry, string>>>;

const DOCKER = "docker.io" satisfies PublicRegistry;
/** The name of Docker's registry in old references. */
const DOCKER_FORMERLY = "index.docker.io";

/** An image by its registry and its full name there, as container runtimes complete it: github.com/distribution/reference. */
function located(image: string): { readonly registry: string; readonly name: string } {
  const [first = "", ...rest] = image.split("/");
  const named = rest.length > 0 && /[.:A-Z]|^localhost$/.test(first);
  const registry = !named || first === DOCKER_FORMERLY ? DOCKER : first;
  const name = named ? rest.join("/") : image;
  return { registry, name: registry === DOCKER && !name.includes("/") ? `library/${name}` : name };
}

/** The public registry that an image is in; undefined where it is in another. */
export function publicRegistryOf(image: string): PublicRegistry | undefined {
  const { registry } = located(image);
  return PUBLIC_REGISTRIES.find((each) => each === registry);
}

/** Where an image is pulled from. Whoever names one of any other registry means that one. */
export function mirrored(image: string, mirrors: Mirrors | undefined): string {
  const registry = publicRegistryOf(image);
  const mirror =
    typeof mirrors === "string" || registry === undefined ? mirrors : mirrors?.[registry];
  if (registry === undefined || typeof mirror !== "string") return image;
  return `${mirror}/${located(image).name}`;
}
