import {
  CORE_SCHEMA,
  defineScalarTag,
  load,
  mergeTag,
  NOT_RESOLVED,
  type ScalarTagDefinition,
} from "js-yaml";

const TAG = "tag:yaml.org,2002:";
const DIGITS = "0123456789".split("");
const SIGNED = ["-", "+", ...DIGITS];

/** The YAML type of an unquoted text with a special meaning. It is only read, never written. */
function plain(
  name: string,
  implicitFirstChars: readonly string[],
  resolve: (source: string) => unknown,
): ScalarTagDefinition {
  return defineScalarTag(`${TAG}${name}`, {
    implicit: true,
    implicitFirstChars,
    resolve: (source) => resolve(source) ?? NOT_RESOLVED,
    identify: () => false,
  });
}

const INTEGER = /^([-+]?)(?:0[xX]([\da-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9]\d*))$/;
const RADIXES = [16, 2, 8, 10];
const FLOAT = /^[-+]?(\.\d+|\d+(\.\d*)?)([eE][-+]?\d+)?$/;

/** YAML 1.1 as in Go's package: 0123 is 83, 0b11 is 3, and 1_000 is 1000. */
function integerOf(source: string): number | undefined {
  const [, sign, ...groups] = INTEGER.exec(source.replaceAll("_", "")) ?? [];
  const digits: readonly (string | undefined)[] = groups;
  const radix = digits.findIndex((each) => each !== undefined);
  if (radix < 0) return undefined;
  return Number.parseInt(`${sign ?? ""}${digits[radix] ?? ""}`, RADIXES[radix]);
}

function floatOf(source: string): number | undefined {
  const text = source.startsWith(".") ? source : source.replaceAll("_", "");
  if (!FLOAT.test(text)) return undefined;
  const number = Number(text);
  // Too large for a number, so it stays a string.
  return Number.isFinite(number) ? number : undefined;
}

const TIME =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt](\d\d?):(\d\d?):(\d\d?)(\.\d+)?(Z|[-+]\d\d:\d\d)| (\d\d?):(\d\d?):(\d\d?)(\.\d+)?))?$/;

/** An unquoted date or time, in the form in which Go, and so Pulumi, prints it. */
function timeOf(source: string): string | undefined {
  const [, year, month, day, ...rest] = TIME.exec(source) ?? [];
  if (year === undefined) return undefined;
  const [hours = "0", minutes = "0", seconds = "0", fraction = ""] =
    rest[5] === undefined ? rest.slice(0, 4) : rest.slice(5);
  const zone = rest[4] === undefined || rest[4] === "Z" ? undefined : rest[4].replace(":", "");
  const two = (digits: string | undefined) => (digits ?? "").padStart(2, "0");
  const [date, time] = [
    `${year}-${two(month)}-${two(day)}`,
    `${two(hours)}:${two(minutes)}:${two(seconds)}`,
  ];
  const at = new Date(`${date}T${time}Z`);
  // For 30 February, JavaScript gives a day in March, and Go a string.
  if (Number.isNaN(at.getTime()) || !at.toISOString().startsWith(`${date}T${time}`)) {
    return undefined;
  }
  return `${date} ${time}${fraction.replace(/\.?0+$/, "")} ${zone ?? "+0000"} ${zone ?? "UTC"}`;
}

const SCHEMA = CORE_SCHEMA.withTags(
  plain("timestamp", DIGITS, timeOf),
  plain("int", SIGNED, integerOf),
  plain("float", [".", ...SIGNED], (source) => specialOf(source) ?? floatOf(source)),
  mergeTag,
);

function specialOf(source: string): number | undefined {
  const [, sign, infinite] = /^([-+]?)(\.inf|\.Inf|\.INF)$/.exec(source) ?? [];
  if (infinite !== undefined) return sign === "-" ? -Infinity : Infinity;
  return /^\.(nan|NaN|NAN)$/.test(source) ? NaN : undefined;
}

/**
 * Reads YAML as Pulumi does, with Go's yaml.v3: YAML 1.1 for numbers, dates and merge keys, and 1.2 in that `yes`,
 * `no`, `on` and `off` are strings. Otherwise the checks would see something else than what is deployed.
 *
 * @throws YAMLException
 */
export function loadAsPulumi(text: string): unknown {
  return load(text, { schema: SCHEMA });
}
