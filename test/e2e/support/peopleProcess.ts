import { fetchSecured } from "../../../lab/clients/fetch";
import { fewPeople } from "./people";

/**
 * A few people who use a stack until the parent process is gone. Each message is answered with what they have seen so
 * far: a `Report`.
 *
 * Usage: node tools/launch test/e2e/support/peopleProcess.ts <dev|prod>
 */
async function main(stack: string | undefined): Promise<void> {
  const over = new AbortController();
  const people = fewPeople(over.signal, stack === "prod" ? fetchSecured : undefined);
  process.on("message", () => process.send?.(people.report()));
  process.on("disconnect", () => {
    over.abort();
  });
  await people.run();
}

void main(process.argv[2]);
