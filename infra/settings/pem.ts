import { X509Certificate } from "node:crypto";

import { keptOfText } from "../../signals/kept";

const CERTIFICATES =
  /^(-----BEGIN CERTIFICATE-----\n([A-Za-z0-9+/=]+\n)+-----END CERTIFICATE-----\n?)+$/;
const BEGIN = "-----BEGIN CERTIFICATE-----";
const BLOCK = /-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g;

/** Whether a text is one or several certificates, each of which can be read: whoever reads it would trust nobody, or not start. */
export const isCertificates = keptOfText(
  (text): boolean => CERTIFICATES.test(text) && (text.match(BLOCK) ?? []).every(isCertificate),
);

function isCertificate(block: string): boolean {
  try {
    return new X509Certificate(block).raw.length > 0;
  } catch {
    return false;
  }
}

/** Why a text is none. */
export function certificateHint(written: unknown): string | undefined {
  const text = String(written);
  if (/-----BEGIN [A-Z ]*PRIVATE KEY-----/.test(text)) return "it has a private key, a secret";
  if (text.includes("-----BEGIN TRUSTED CERTIFICATE-----"))
    return "openssl x509 writes one for others";
  if (/^[\w./~-]+\.(pem|crt|cer|ca|der)$/i.test(text)) return "the contents of that file are meant";
  if (!text.includes(BEGIN)) return undefined;
  if (text.includes("\r\n")) return "its lines end as on Windows: dos2unix mends them";
  if (/CERTIFICATE----- *(\\n)?[A-Za-z0-9+/]/.test(text)) {
    return "its lines are one: they are written below a |, each with the same indentation";
  }
  return CERTIFICATES.test(text)
    ? "one of them cannot be read, or only a part of it was copied"
    : "something is before, between or after them";
}
