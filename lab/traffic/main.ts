import { Traffic } from "./traffic";

const REPORT_EVERY_MS = 10_000;

/**
 * Sends traffic according to the variables BASE_URL, REQUESTS_PER_SECOND (5), USERS (5) and SECONDS; without SECONDS,
 * until SIGTERM. Prints a report, one line of JSON, every ten seconds and at the end.
 */
async function main(): Promise<void> {
  const { BASE_URL, REQUESTS_PER_SECOND = "5", USERS = "5", SECONDS } = process.env;
  if (BASE_URL === undefined || !URL.canParse(BASE_URL)) {
    throw new Error(
      `BASE_URL is ${BASE_URL ?? "missing"}; set it to the API's address, such as http://backend:8000`,
    );
  }
  const stop = new AbortController();
  process.on("SIGTERM", () => stop.abort()).on("SIGINT", () => stop.abort());
  const traffic = new Traffic({
    baseUrl: BASE_URL,
    users: numberOf("USERS", USERS),
    requestsPerSecond: numberOf("REQUESTS_PER_SECOND", REQUESTS_PER_SECOND),
    signal: stop.signal,
    ...(SECONDS !== undefined && { seconds: numberOf("SECONDS", SECONDS) }),
  });
  const print = () => console.log(JSON.stringify(traffic.report()));
  const timer = setInterval(print, REPORT_EVERY_MS);
  await traffic.run();
  clearInterval(timer);
  print();
}

function numberOf(name: string, text: string): number {
  const value = Number(text);
  if (value > 0) return value;
  throw new Error(`${name} is ${text}; it must be a number above 0`);
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
