/** An image by where it is and what it is called there. */
export interface Reference {
  /** With its port, where it has one. */
  readonly registry: string;
  readonly repository: string;
  readonly tag: string;
}

const PATTERN =
  /^(?<registry>[a-z0-9.-]+(?::\d+)?)\/(?<repository>[a-z0-9]+(?:[._/-]+[a-z0-9]+)*):(?<tag>\w[\w.-]{0,127})$/;

/** @param image in full, as `quay.io/prometheus/prometheus:v3.15.0` @throws where it is no such thing */
export function referenceOf(image: string): Reference {
  const { registry, repository, tag } = PATTERN.exec(image)?.groups ?? {};
  if (registry === undefined || repository === undefined || tag === undefined) {
    throw new Error(`"${image}" is not an image with a registry and a tag.`);
  }
  return { registry, repository, tag };
}
