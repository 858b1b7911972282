"use strict";
// node registered.js <program> <settings as JSON>: prints, as JSON, what a Pulumi program registers, without an engine.
// The program is loaded like Pulumi's language host loads TypeScript.
const { createRequire } = require("node:module");
const { resolve } = require("node:path");

const [program, settings] = process.argv.slice(2);
const own = createRequire(resolve(program, "index.ts"));
const pulumi = own("@pulumi/pulumi");

own("ts-node").register({ cwd: program, transpileOnly: true });

async function main() {
  const registered = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        registered.push(`${type} ${name}`);
        return { id: name, state: inputs };
      },
      call: ({ inputs }) => inputs,
    },
    "dealer-platform",
  );
  pulumi.runtime.setAllConfig(JSON.parse(settings));
  const outputs = own("./index.ts");
  await pulumi.runtime.disconnect();
  process.stdout.write(JSON.stringify({ registered, outputs }));
}

main();
