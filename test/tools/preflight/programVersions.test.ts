import { answersOf, kind, USUAL } from "./clusters";
import { misfits, settingsWith } from "./misfits";

const beside = settingsWith("dev", {
  mode: "operator",
  namespaces: { monitoring: { name: "watchers" } },
});
const sealed = settingsWith("dev", {
  internalTls: { issuer: { selfSigned: true } },
  certManager: "existing",
});

const told = (stack: typeof beside, name: string, annotations = {}, labels = {}) =>
  misfits(stack, answersOf({ ...USUAL, kinds: [kind(name, annotations, labels)] }))
    .filter(({ about }) => about === "version")
    .map(({ seen }) => seen);

const operator = (version: string) =>
  told(beside, "scrapeconfigs.monitoring.coreos.com", {
    "operator.prometheus.io/version": version,
  });
const certManager = (version: string, stack = sealed) =>
  told(stack, "certificates.cert-manager.io", {}, { "app.kubernetes.io/version": version });

it.each(["0.65.1", "0.74.0", "v0.72.0"])("reports prometheus-operator %s as too old", (version) => {
  expect(operator(version)).toEqual([`prometheus-operator ${version.replace("v", "")}`]);
});

it.each(["0.75.0", "0.85.0", "0.100.0", "1.0.0", "main", ""])(
  "accepts prometheus-operator %j",
  (version) => {
    expect(operator(version)).toEqual([]);
  },
);

it.each(["v1.12.16", "v1.5.0"])(
  "reports cert-manager %s as too old, but only if internal TLS needs it",
  (version) => {
    expect(certManager(version)).toEqual([`cert-manager ${version.slice(1)}`]);
    expect(certManager(version, settingsWith("dev", { certManager: "existing" }))).toEqual([]);
  },
);

it.each(["v1.13.0", "v1.21.2", "canary"])("accepts cert-manager %s", (version) => {
  expect(certManager(version)).toEqual([]);
});
