import { stackWith, type Given } from "./pulumi";

/**
 * A program that tries the dev stack with the settings in its argument, as JSON, and prints Pulumi's errors of a
 * preview and of an update, or "done" for each. It is a separate process because, after a rejection, promises inside
 * the SDK are rejected without a handler.
 */
async function main(given: Given): Promise<void> {
  process.on("unhandledRejection", () => undefined);
  const stack = await stackWith(given, "dev");
  const outcome = (tried: Promise<unknown>) => tried.then(() => "done", String);
  const said = [await outcome(stack.preview()), await outcome(stack.up())];
  process.stdout.write(JSON.stringify(said), () => process.exit());
}

void main(JSON.parse(process.argv[2] ?? "{}") as Given);
