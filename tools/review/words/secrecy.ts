const SECRETIVE =
  /pass(?:$|w|phrase)|secret|token|api[-_]?key|routing[-_]?key|service[-_]?key|credential|private[-_]?key|^api_url$|authorization/i;

/** Keys of values that only say where a secret is, or how long it is valid. */
const HARMLESS = /_?file$|path$|name$|seconds$|automount|ref$/i;

/** Values that are only a file path, or a reference that something else resolves. */
const REFERENCE = /^(\/[\w./-]*|\$__file\{.*\}|\[secret\]|true|false|\d+)$/;

/** The placeholder for a hidden value. */
export const HIDDEN_VALUE = "[hidden]";

/** A value's text without a password in a URL, and hidden completely if its key says that it is a secret. */
export function revealed(path: readonly string[], text: string): string {
  const key = path.at(-1) ?? "";
  if (SECRETIVE.test(key) && !HARMLESS.test(key) && !REFERENCE.test(text)) return HIDDEN_VALUE;
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s@]+@/gi, `$1:${HIDDEN_VALUE}@`);
}
