// The minimum cost of every command that plans a stack: a cold process that loads Pulumi and its Kubernetes package,
// and registers one resource without an engine.
const pulumi = require("@pulumi/pulumi");
const kubernetes = require("@pulumi/kubernetes");

async function main() {
  await pulumi.runtime.setMocks(
    { newResource: ({ name, inputs }) => ({ id: name, state: inputs }), call: () => ({}) },
    "floor",
  );
  const map = new kubernetes.core.v1.ConfigMap("floor", { data: { key: "value" } });
  await new Promise((done) => map.metadata.apply(done));
  await pulumi.runtime.disconnect();
}

main().then(() => process.exit(0));
