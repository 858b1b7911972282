import { readFileSync } from "node:fs";
import { join } from "node:path";

import { IMAGES, type ImageName } from "../../infra/versions";
import { LATE_FIELDS } from "../../tools/compatibility/kubernetesFields";
import { NEEDED } from "../../tools/compatibility/programs";
import { code, table } from "../../tools/reference/markdown";
import { withMarked } from "../../tools/reference/marked";
import { RUN_INSTEAD } from "../builder/runImages";
import { formattedMarkdown } from "./formatted";

export const COMPATIBILITY = join(__dirname, "../../docs/compatibility.md");

const marks = (name: string) => ({
  begin: `<!-- ${name}: written by npm run docs -->`,
  end: `<!-- ${name}: end -->`,
});

/** The page, with tables generated from the code. */
export async function formattedCompatibility(): Promise<string> {
  const versions = withMarked(
    readFileSync(COMPATIBILITY, "utf8"),
    marks("least"),
    "Minimum versions",
    table(
      ["program", "minimum", "required by", "in"],
      NEEDED.map(({ program, least, because, writtenIn, source }) => [
        program,
        least === undefined ? "not known" : `[${least}](${source})`,
        because === undefined ? "no known requirement" : code(because),
        writtenIn === undefined ? "" : code(writtenIn),
      ]),
    ),
  );
  const fields = withMarked(
    versions,
    marks("fields"),
    "Kubernetes, field by field",
    table(
      ["since", "field", "in"],
      LATE_FIELDS.map(({ field, since, writtenIn, source }) => [
        `[${since}](${source})`,
        code(field),
        code(writtenIn),
      ]),
    ),
  );
  return formattedMarkdown(
    withMarked(
      fields,
      marks("instead"),
      "What the local cluster runs instead",
      table(
        ["image", "stack version", "local version", "reason", "differences"],
        Object.entries(RUN_INSTEAD).map(([name, { image, because, differs }]) => [
          code(image.slice(0, image.lastIndexOf(":"))),
          tagOf(IMAGES[name as ImageName]),
          tagOf(image),
          because,
          differs,
        ]),
      ),
    ),
  );
}

function tagOf(image: string): string {
  return image.slice(image.lastIndexOf(":") + 1);
}
