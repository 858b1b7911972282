import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it, with its final inputs. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs a part of the program without the Pulumi CLI and without plugins.
 * @param random the value of each generated password, by its name
 * @param issued the certificate of an authority, as cert-manager would have issued it
 * @returns every registered resource, including components
 * @throws what the program throws
 */
export async function registeredBy(
  program: () => unknown,
  random: (name: string) => string,
  issued = "[secret]",
): Promise<readonly Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs, id }) {
        // An existing object of the cluster is read, not registered.
        if (id !== undefined && id !== "") {
          return { id, state: { status: statusOf(type, id, issued) } };
        }
        registered.push({ type, name, inputs: revealed(inputs) as Registered["inputs"] });
        const state = inputs as Readonly<Record<string, unknown>>;
        const generated = type === "random:index/randomPassword:RandomPassword";
        return {
          id: `${name}-id`,
          state: generated ? { ...state, result: random(name) } : state,
        };
      },
      call: ({ inputs }) => inputs as object,
    },
    "autodealgenie",
  );
  withoutHooks();
  // oxlint-disable-next-line typescript/unbound-method -- only put back as it was
  const written = Error.prepareStackTrace;
  Error.prepareStackTrace = withoutEmpty;
  try {
    await program();
  } finally {
    await pulumi.runtime.disconnect();
    Error.prepareStackTrace = written;
  }
  return registered;
}

/**
 * The revision of the certificates that are read. It is greater than one, so that code which does not read the latest
 * one fails.
 */
const REVISION = 2;

/**
 * The part of the status that cert-manager would report for an object that is read.
 *
 * @throws Error for any other kind: everything that is read is stored in Pulumi's state, and a Secret contains more
 * than is needed
 */
function statusOf(type: string, id: string, issued: string): object {
  switch (type) {
    case "kubernetes:cert-manager.io/v1:Certificate":
      return { revision: REVISION };
    case "kubernetes:cert-manager.io/v1:CertificateRequest":
      return id.endsWith(`-${REVISION}`)
        ? { certificate: Buffer.from(issued).toString("base64") }
        : {};
    default:
      throw new Error(
        `${type} ${id} is read, and would be in Pulumi's state: read what cert-manager says of a certificate instead`,
      );
  }
}

/**
 * Formats an error's stack trace as Node does, but skips errors without a message: Pulumi creates one for each promise
 * and each resource, and a rendering does not need them.
 */
function withoutEmpty(error: Error, calls: readonly NodeJS.CallSite[]): string {
  if (error.message === "") return "";
  // oxlint-disable-next-line typescript/no-base-to-string -- V8's call sites are written so
  return [String(error), ...calls.map((call) => `    at ${String(call)}`)].join("\n");
}

/** A value without Pulumi's wrappers around its secrets. */
function revealed(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return revealed(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

/** Pulumi's mocks do not implement resource hooks: this adds a method that ignores them. */
function withoutHooks(): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  monitor.registerResourceHook ??= (_hook: unknown, done: (error: null, answer: object) => void) =>
    done(null, {});
}
