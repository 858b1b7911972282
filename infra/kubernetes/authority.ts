const FOLDER = "/etc/authority";
const NAME = "authority.pem";

/** Where an exporter finds whom to trust. */
export const AUTHORITY_FILE = `${FOLDER}/${NAME}`;

/** The configuration of an exporter whose server shows a certificate of its own authority; nothing where it does not. */
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
