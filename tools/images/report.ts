import type { Digest, LookedUp } from "../../infra/images/lookedUp";
import { referenceOf } from "../../infra/images/reference";
import { table } from "../table";
import { digestOf } from "./registry";

/** The result for one image in the table. */
export interface Row {
  readonly name: string;
  readonly image: string;
  /** Missing if no registry answered. */
  readonly digest?: Digest;
  /** Why there is no digest. */
  readonly trouble?: string;
}

/** Resolves every image of a table concurrently. Never throws: each row has its own error. */
export function rowsOf(images: Readonly<Record<string, string>>): Promise<readonly Row[]> {
  return Promise.all(
    Object.entries(images).map(async ([name, image]): Promise<Row> => {
      try {
        return { name, image, digest: await digestOf(referenceOf(image)) };
      } catch (error) {
        return { name, image, trouble: (error as Error).message.replaceAll(/\s+/g, " ") };
      }
    }),
  );
}

/** The digests that were found, by the name of the image. */
export function lookedUp(rows: readonly Row[]): LookedUp {
  return Object.fromEntries(
    rows.flatMap(({ name, image, digest }) =>
      digest === undefined ? [] : [[name, { image, digest }] as const],
    ),
  );
}

const HEADINGS = ["image", "pinned", "digest"] as const;

/** The rows as a table for people, with one line for each image without a digest. */
export function tableOf(rows: readonly Row[]): string {
  const lines = [
    HEADINGS,
    ...rows.map(({ name, image, digest }) => [
      name,
      image,
      digest === undefined ? "not looked up" : digest.slice(0, "sha256:".length + 12),
    ]),
  ];
  const troubles = rows.flatMap(({ name, trouble }) =>
    trouble === undefined ? [] : [`${name}: ${trouble}.`],
  );
  return [...table(lines), ...(troubles.length > 0 ? ["", ...troubles] : [])].join("\n");
}

/** The source of infra/imageDigests.ts. */
export function moduleOf(digests: LookedUp): string {
  const entries = Object.entries(digests).map(
    ([name, found]) =>
      `  ${name}: {\n    image: ${JSON.stringify(found?.image)},\n    digest: ${JSON.stringify(found?.digest)},\n  },\n`,
  );
  const object = entries.length === 0 ? "{}" : `{\n${entries.join("")}}`;
  return `import type { LookedUp } from "./images/lookedUp";

/** Written by \`npm run images -- --write\` from the registries' answers. Do not edit it by hand. */
export const DIGESTS: LookedUp = ${object};
`;
}
