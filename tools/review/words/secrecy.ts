const SECRETIVE =
  /pass(?:$|w|phrase)|secret|token|api[-_]?key|routing[-_]?key|service[-_]?key|credential|private[-_]?key|^api_url$|authorization/i;

/** What says where a secret is, or how long it may be used, and not what it is. */
const HARMLESS = /_?file$|path$|name$|seconds$|automount|ref$/i;

/** What is only a file's name, or a reference that something else resolves. */
const REFERENCE = /^(\/[\w./-]*|\$__file\{.*\}|\[secret\]|true|false|\d+)$/;

/** What stands where a value is not shown. */
export const HIDDEN_VALUE = "[hidden]";

/** A value's text without a password in an address, and without anything where its key says that it is a secret. */
export function revealed(path: readonly string[], text: string): string {
  const key = path.at(-1) ?? "";
  if (SECRETIVE.test(key) && !HARMLESS.test(key) && !REFERENCE.test(text)) return HIDDEN_VALUE;
  return text.replace(/(\b[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*):[^/\s@]+@/gi, `$1:${HIDDEN_VALUE}@`);
}
