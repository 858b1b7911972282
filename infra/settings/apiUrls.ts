import { url } from "./scalars";

/**
 * The URL of an API to which a client appends paths: it must not contain these already, or they would be requested
 * twice.
 *
 * @param added what clients append, with the leading slash
 * @param beside other paths of the same API, which somebody may copy as well
 * @param roots the path at which the API begins on some well-known hosts, which answer 404 without it
 */
export function apiUrl(
  example: string,
  added: string,
  beside: readonly string[] = [],
  roots: readonly (readonly [host: RegExp, root: string])[] = [],
) {
  return url(example).superRefine((text, context) => {
    const { protocol, host, pathname } = new URL(text);
    const [, root] = roots.find(([like]) => like.test(host)) ?? [];
    if (root !== undefined && !`${pathname}/`.startsWith(`${root}/`)) {
      context.addIssue(`must be ${protocol}//${host}${root}, the base URL of its API`);
      return;
    }
    const ending = endings([added, ...beside]).find((each) => pathOf(text).endsWith(each));
    if (ending === undefined) return;
    const without = text.slice(0, -ending.length);
    context.addIssue(`must not end in ${ending}, because ${added} is added to it: ${without}`);
  });
}

/** Each path and its prefixes, longest first: people may copy only part of what documentation shows. */
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
