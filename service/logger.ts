import pino, { type DestinationStream, type Logger } from "pino";

/**
 * JSON lines on standard output. Nothing personal goes in: no address, email, cookie, body or query.
 * An error is cut down to what cannot hold any, as PostgreSQL quotes rows in its `detail`.
 */
export function createLogger(level: string, destination?: DestinationStream): Logger {
  return pino(
    {
      level,
      base: { service: "backend" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: describeError },
    },
    destination,
  );
}

/** What of an error may be logged: that under `err` comes here by itself, so give it whole. */
function describeError(error: unknown) {
  if (!(error instanceof Error)) return { type: typeof error };
  const { name, message, stack } = error;
  const code = "code" in error ? error.code : undefined;
  return { type: name, message, code, stack };
}
