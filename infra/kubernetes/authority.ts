const FOLDER = "/etc/authority";
const NAME = "authority.pem";

/** The path of an exporter's certificate authority. */
export const AUTHORITY_FILE = `${FOLDER}/${NAME}`;

/** The configuration for an exporter whose server uses its own authority; empty otherwise. */
export function authorityConfig({
  certificateAuthority,
}: {
  readonly certificateAuthority?: string | undefined;
}) {
  return (
    certificateAuthority !== undefined && {
      config: { folder: FOLDER, files: { [NAME]: certificateAuthority } },
    }
  );
}
