import { url } from "./scalars";

/**
 * The address of an API, to which a client adds paths: without any of those, which would be asked for twice.
 *
 * @param added what clients add, with the slash before it
 * @param beside other paths of the same API, which somebody may copy as well
 * @param roots where the API begins at some well-known hosts, which answer 404 to whoever asks at the top
 */
export function apiUrl(
  example: string,
  added: string,
  beside: readonly string[] = [],
  roots: Readonly<Record<string, string>> = {},
) {
  return url(example).superRefine((text, context) => {
    const { host, pathname } = new URL(text);
    const root = roots[host];
    if (root !== undefined && pathname === "/") {
      context.addIssue(`must be https://${host}${root}, the base URL of its API`);
      return;
    }
    const ending = endings([added, ...beside]).find((each) => pathOf(text).endsWith(each));
    if (ending === undefined) return;
    const without = text.slice(0, -ending.length);
    context.addIssue(`must not end in ${ending}, because ${added} is added to it: ${without}`);
  });
}

/** Each path and what it begins with, the longest first: somebody stops in the middle of what a page of documentation shows. */
function endings(paths: readonly string[]): readonly string[] {
  return paths
    .flatMap((path) => {
      const parts = path.split("/").slice(1);
      return parts.map((_, at) => `/${parts.slice(0, at + 1).join("/")}`);
    })
    .sort((a, b) => b.length - a.length);
}

function pathOf(text: string): string {
  return new URL(text).pathname.replace(/\/$/, "").toLowerCase();
}
