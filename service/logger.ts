import pino, { type DestinationStream, type Logger } from "pino";

/** The programs of this image. */
export type Program = "backend" | "worker";

/**
 * JSON lines on standard output. Never log anything personal: no address, email, cookie, body or query. Errors are
 * reduced to fields that cannot hold any, because PostgreSQL quotes rows in its `detail`.
 */
export function createLogger(
  service: Program,
  level: string,
  destination?: DestinationStream,
): Logger {
  return pino(
    {
      level,
      base: { service },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** The parts of an error that may be logged. Applied to anything under `err`, so pass the whole error. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const code = "code" in error ? error.code : undefined;
  return { type: name, message, code, stack };
}
