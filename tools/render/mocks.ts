import * as pulumi from "@pulumi/pulumi";

/** A resource as the program registered it, with its final inputs. */
export interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

/**
 * Runs a piece of the program without the Pulumi CLI and without a plugin.
 * @param random the value of each generated password, by its name
 * @param issued the certificate of an authority, which cert-manager would have had issued
 * @returns every resource it registered, components too
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
        // What is in the cluster already is read, and not registered.
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

/** How often cert-manager would have issued what is read: not once alone, so that the last is what is looked for. */
const REVISION = 2;

/**
 * What cert-manager says of what is read of it.
 *
 * @throws Error on any other kind: all of what is read is kept in Pulumi's state, and a Secret has more than is needed
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
 * Writes an error's stack as Node does, but none for those that say nothing: Pulumi makes one for each promise and each
 * resource, and nobody reads them of a rendering.
 */
function withoutEmpty(error: Error, calls: readonly NodeJS.CallSite[]): string {
  if (error.message === "") return "";
  // oxlint-disable-next-line typescript/no-base-to-string -- V8's call sites are written so
  return [String(error), ...calls.map((call) => `    at ${String(call)}`)].join("\n");
}

/** A value without the wrapping that marks its secrets on their way to the engine. */
function revealed(value: unknown): unknown {
  if (pulumi.runtime.isRpcSecret(value)) return revealed(pulumi.runtime.unwrapRpcSecret(value));
  if (Array.isArray(value)) return value.map(revealed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, revealed(inner)]));
}

/** Pulumi's mocks take hooks for known, and have nobody to tell of one. */
function withoutHooks(): void {
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  monitor.registerResourceHook ??= (_hook: unknown, done: (error: null, answer: object) => void) =>
    done(null, {});
}
