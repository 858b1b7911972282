import { stackWith, type Given } from "./pulumi";

/**
 * A program: tries the dev stack with what its argument says, in JSON, and writes what Pulumi says of a preview and of an
 * update, each "done" where it is. In a process of its own, for what the SDK still waits for when it is refused it then
 * rejects with nobody to hear.
 */
async function main(given: Given): Promise<void> {
  process.on("unhandledRejection", () => undefined);
  const stack = await stackWith(given, "dev");
  const outcome = (tried: Promise<unknown>) => tried.then(() => "done", String);
  const said = [await outcome(stack.preview()), await outcome(stack.up())];
  process.stdout.write(JSON.stringify(said), () => process.exit());
}

void main(JSON.parse(process.argv[2] ?? "{}") as Given);
