import { Issuers } from "../../../infra/components/issuers";
import type { Certificate } from "../../../infra/objects/kubernetes";
import { APPLICATION, MONITORING } from "../../../infra/objects/names";
import { registeredBy } from "../../../tools/render/mocks";

type Namespace = typeof APPLICATION | typeof MONITORING;

const authority = (namespace: Namespace): Certificate => ({
  apiVersion: "cert-manager.io/v1",
  kind: "Certificate",
  metadata: { name: "internal-authority", namespace, labels: {} },
  spec: {
    isCA: true,
    commonName: "internal-authority",
    secretName: "internal-authority",
    duration: "87600h",
    privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Never" },
    issuerRef: { group: "cert-manager.io", kind: "Issuer", name: "internal-self-signed" },
  },
});

/** The authorities of some namespaces, as the program would read them from the certificate that was issued last. */
async function told(namespaces: readonly Namespace[]): Promise<string | undefined> {
  let heard: string | undefined;
  await registeredBy(
    async () => {
      const issuers = namespaces.map(authority);
      const { applicationAuthority } = new Issuers("issuers", {
        issuers,
        after: [],
        application: "autodealgenie",
      });
      if (applicationAuthority === undefined) return;
      heard = await new Promise((resolve) => applicationAuthority.apply(resolve));
    },
    String,
    "-- the last certificate --",
  );
  return heard;
}

it("the certificate of the application's authority is the one issued last", async () => {
  expect(await told([MONITORING, APPLICATION])).toBe("-- the last certificate --");
});

it("no authority's certificate is read for other namespaces", async () => {
  expect(await told([MONITORING])).toBeUndefined();
});
