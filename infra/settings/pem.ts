import { X509Certificate } from "node:crypto";

import { keptOfText } from "../../signals/kept";

const CERTIFICATES =
  /^(-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n?)+$/;
/** What bundles have beside their certificates, and all readers skip: empty lines, and comments with their names. */
const SKIPPED = /^[ \t]*(#.*)?(\n|$)/gm;
const BEGIN = "-----BEGIN CERTIFICATE-----";
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/**
 * Whether a text consists of one or more readable certificates; with others, a client would trust nobody, or not start.
 */
export const isCertificates = keptOfText(
  (text): boolean =>
    CERTIFICATES.test(text.replace(SKIPPED, "")) && (text.match(BLOCK) ?? []).every(isCertificate),
);

/**
 * The subject of a certificate authority of which a text has no root, that is, no certificate that signed itself. OpenSSL,
 * and with it Node and libpq, trusts no intermediate alone.
 * @returns undefined if there is a root
 */
export const subjectWithoutRoot = keptOfText((text): string | undefined => {
  const all = (text.match(BLOCK) ?? []).map((block) => new X509Certificate(block));
  return all.some(({ subject, issuer }) => subject === issuer)
    ? undefined
    : all[0]?.subject.replaceAll("\n", ", ");
});

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}

/** Why a text is not a certificate. */
export function certificateHint(written: unknown): string | undefined {
  const text = String(written);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text))
    return "it contains a private key, which is a secret";
  if (text.includes("-----BEGIN TRUSTED CERTIFICATE-----")) return "openssl x509 converts it";
  if (/^[\w./~-]+\.(pem|crt|cer|ca|der)$/i.test(text)) return "use the contents of that file";
  if (!text.includes(BEGIN)) return undefined;
  if (text.includes("\r\n")) return "it has Windows line endings: dos2unix fixes them";
  if (/CERTIFICATE----- *(\\n)?[A-Za-z0-9+/]/.test(text)) {
    return "its line breaks are missing: write the lines below a |, all with the same indentation";
  }
  return CERTIFICATES.test(text.replace(SKIPPED, ""))
    ? "one of the certificates is invalid or incomplete"
    : "there is other text before, between or after the certificates";
}
