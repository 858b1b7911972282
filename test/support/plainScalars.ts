/** Unquoted values in a stack's file, and what Pulumi makes of them: each result is from Pulumi v3 itself. */
export const PLAIN_SCALARS: readonly (readonly [written: string, read: unknown])[] = [
  ["0123", 83],
  ["+0123", 83],
  ["0o17", 15],
  ["0x18eb", 6379],
  ["-0x1F", -31],
  ["0b11", 3],
  ["06379", 6379],
  ["08", 8],
  ["1_000", 1000],
  ["1_0.5", 10.5],
  ["._5", "._5"],
  ["+5", 5],
  [".5", 0.5],
  ["1.", 1],
  ["1e3", 1000],
  ["1E-2", 0.01],
  ["1e400", "1e400"],
  ["2026-12-25", "2026-12-25 00:00:00 +0000 UTC"],
  ["2026-1-2", "2026-01-02 00:00:00 +0000 UTC"],
  ["2026-02-30", "2026-02-30"],
  ["2026-12-25T10:00:00Z", "2026-12-25 10:00:00 +0000 UTC"],
  ["2026-12-25t10:00:00.120+01:00", "2026-12-25 10:00:00.12 +0100 +0100"],
  ["2026-12-25 10:00:00.5", "2026-12-25 10:00:00.5 +0000 UTC"],
  ["2026-12-25T10:00:00", "2026-12-25T10:00:00"],
  ["22:00", "22:00"],
  ["1:30:00", "1:30:00"],
  ["yes", "yes"],
  ["no", "no"],
  ["on", "on"],
  ["off", "off"],
  ["y", "y"],
  ["True", true],
  ["FALSE", false],
  ["tRUE", "tRUE"],
  ["~", null],
  ["NULL", null],
  ["", null],
  ["10.0.0.0/8", "10.0.0.0/8"],
  ["1.2.3", "1.2.3"],
  ["100m", "100m"],
  ["!!str 123", "123"],
  ['"0123"', "0123"],
];

/** The values as settings with keys `k0`, `k1` and so on. */
export function plainScalars(indentation: string): string {
  return PLAIN_SCALARS.map(([written], index) => `${indentation}k${index}: ${written}\n`).join("");
}

/** The expected values of these settings. */
export const READ_SCALARS: Readonly<Record<string, unknown>> = Object.fromEntries(
  PLAIN_SCALARS.map(([, read], index) => [`k${index}`, read]),
);
