import { serviceOn, untilReady } from "../service/harness";
import { startDataServers } from "../support/dataServers";
import { compare, type Benchmark } from "./compare";
import { processes } from "./processes";
import { programBenchmarks } from "./program";
import { requestBenchmarks } from "./requests";
import { heading, row } from "./table";

/**
 * `npm run bench`, with words of a benchmark's name to run that one alone. Times are told as multiples of a baseline that
 * is timed in the same run, so that they mean the same on every machine. Nothing is too slow to pass.
 */
async function main(wanted: string): Promise<void> {
  const servers = await startDataServers();
  const service = await serviceOn(servers);
  const program = processes();
  const requests = await requestBenchmarks(service.url);
  try {
    await untilReady(service);
    const all: readonly Benchmark[] = [
      ...(await programBenchmarks()),
      ...program.benchmarks,
      ...requests.benchmarks,
    ];
    const chosen = all.filter(({ name }) => name.includes(wanted));
    if (chosen.length === 0) {
      const names = all.map(({ name }) => `"${name}"`).join(", ");
      throw new Error(`No benchmark's name has "${wanted}" in it. There are ${names}.`);
    }
    console.log(heading);
    for (const benchmark of chosen) console.log(row(benchmark, await compare(benchmark)));
  } finally {
    requests.close();
    program.close();
    await service.stop();
    await servers.close();
  }
}

main(process.argv.slice(2).join(" ")).then(
  // Pulumi's engine, though only played, keeps the process.
  () => process.exit(0),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
