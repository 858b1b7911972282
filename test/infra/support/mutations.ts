import { isDeepStrictEqual } from "node:util";

/** A stack's settings with one mistake. */
export interface Mutation {
  /** The setting as messages name it: keys and indices separated by dots. */
  readonly path: string;
  /** The wrong value; undefined if the setting was removed. */
  readonly value: unknown;
  /** All settings, including the wrong one. */
  readonly settings: unknown;
}

type Key = string | number;
type Branch = Readonly<Record<string, unknown>>;

/** A place in the settings, with its value. */
interface Place {
  readonly path: readonly Key[];
  readonly value: unknown;
}

/** A kind of mistake: the wrong values for a place, or none if it does not apply there. */
type Operator = (place: Place) => readonly unknown[];

function isBranch(value: unknown): value is Branch {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function placesIn(value: unknown, path: readonly Key[] = []): readonly Place[] {
  const below = Array.isArray(value)
    ? value.flatMap((each, index) => placesIn(each, [...path, index]))
    : isBranch(value)
      ? Object.entries(value).flatMap(([key, each]) => placesIn(each, [...path, key]))
      : [];
  return [{ path, value }, ...below];
}

const nameOf = ({ path }: Place) => String(path.at(-1));

/** The formats of strings, recognized by the current value, with strings that violate each format. */
const FORMS: readonly { readonly like: RegExp; readonly spoilt: readonly string[] }[] = [
  {
    like: /^\d+[smhdwy]$/,
    spoilt: ["0s", "-5m", "5", "5 m", "1.5h", "5min", "1h30m", "999999y", "100y", "forever"],
  },
  {
    like: /^\d+(Mi|Gi|Ti)$/,
    spoilt: ["0Gi", "-1Gi", "20", "20GB", "1.5Gi", "1Mi", "999999999Ti", "all"],
  },
  {
    like: /^https?:/,
    spoilt: [
      "grafana",
      "ftp://grafana.example",
      "https://",
      "https://grafana.example:99999",
      "https://grafana.example/?query",
      "https://grafana.example/#part",
      "https://me:sesame@grafana.example",
      "javascript:alert(1)",
    ],
  },
  {
    like: /^[\w.-]+@/,
    spoilt: ["team", "@example.com", "team@", "a@b@example.com", "team@example"],
  },
  {
    like: /^[a-z][a-z0-9.-]*:\d+$/,
    spoilt: [
      "smtp.example.com",
      ":587",
      "smtp.example.com:0",
      "smtp.example.com:99999",
      "smtp.example.com:-1",
      "a:b:587",
    ],
  },
  {
    like: /^\d+(\.\d+){3}\/\d+$/,
    spoilt: ["10.0.0.0", "300.0.0.0/8", "10.0.0.0/33", "10.0.0/8", "010.0.0.0/8", "10.0.0.0/08"],
  },
  {
    like: /^[0-9a-f:]+\/\d+$/,
    spoilt: [
      "fd00::",
      "fd00::/129",
      "fd00:::/64",
      "fg00::/64",
      "fe80::1%eth0/64",
      "::ffff:10.0.0.0/104",
    ],
  },
  { like: /^#/, spoilt: ["warnings", "#", "# warnings", `#${"w".repeat(81)}`] },
  { like: /^\d\d:\d\d$/, spoilt: ["25:00", "24:01", "9:00", "09:60", "-1:00", "noon"] },
  { like: /^P\d$/, spoilt: ["P0", "P6", "p1", "1"] },
  {
    like: /^[a-z0-9./-]+\/[a-z0-9_./-]+:v?\d[\w.-]*$/,
    spoilt: ["prometheus", "prometheus:latest", "Prometheus:v1", "prometheus:", "prom etheus:v1"],
  },
  {
    like: /^-----BEGIN/,
    spoilt: ["-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "AAAA"],
  },
  {
    like: /^(dev|prod|debug|info|warn|error|critical|warning|disable|require|verify-ca|verify-full|none|preferred|required)$/,
    spoilt: ["nobody", "PROD", "1"],
  },
  {
    like: /^[a-z0-9-]+(\.[a-z0-9-]+)*\.(example|com)$/,
    spoilt: [
      "https://db.example",
      "db.example:5432",
      "-db",
      "db..example",
      `${"d".repeat(64)}.example`,
    ],
  },
];
const CPU_SPOILT = ["0", "-1", "0.0", "1m", "two", "1 core", "9999", "200000m"];

/** Settings for which zero is a meaningful value. */
const MAY_BE_ZERO = new Set([
  "firstDay",
  "lastDay",
  "fromHour",
  "prompt",
  "completion",
  "trustedProxies",
]);
/** Settings for which fractions are meaningful. */
const MAY_BE_FRACTION = /^(limit|prompt|completion|objective)$/;

/** Kinds of mistakes. Each is tried at every place. */
export const OPERATORS = {
  "of another type": ({ path, value }) => {
    if (path.length === 0) return [[], "all", 7];
    const others: readonly unknown[] = [7, "text", true, [], ["text"], { key: "value" }, null];
    const kind = (each: unknown) =>
      each === null ? "null" : Array.isArray(each) ? "array" : typeof each;
    // The number of cores may be a number, as `pulumi config set --path` stores it.
    const right = path.at(-1) === "cpu" ? "number" : kind(value);
    return others.filter(
      (each) =>
        kind(each) !== kind(value) &&
        kind(each) !== right &&
        !(mayBeList(path) && kind(each) === "array"),
    );
  },
  "as text": ({ value }) =>
    typeof value === "number" || typeof value === "boolean" ? [String(value)] : [],
  "in a list": ({ path, value }) =>
    path.length === 0 || Array.isArray(value) || mayBeList(path) ? [] : [[value]],
  zero: (place) =>
    typeof place.value === "number" && !MAY_BE_ZERO.has(nameOf(place)) && !mayBeNone(place)
      ? [0]
      : [],
  negative: ({ value }) => (typeof value === "number" ? [-1, -1e9, -0.5] : []),
  huge: ({ value }) => (typeof value === "number" ? [1e9, Number.MAX_SAFE_INTEGER, 1e300] : []),
  "no number": ({ value }) => (typeof value === "number" ? [NaN, Infinity, -Infinity] : []),
  "a fraction": (place) =>
    typeof place.value === "number" && !MAY_BE_FRACTION.test(nameOf(place))
      ? [place.value + 0.5]
      : [],
  "blank or too long": ({ path, value }) =>
    // A node's label may have an empty value.
    typeof value === "string"
      ? [...(path.at(-2) === "nodeSelector" ? [] : [""]), " ", "\n", "x".repeat(200_000)]
      : [],
  "with space or lines around it": ({ value }) =>
    typeof value === "string"
      ? // A blank line after certificates is skipped.
        [` ${value}`, ...(value.endsWith("\n") ? [] : [`${value} `]), `${value}\nmore: yes`]
      : [],
  "with a control character": ({ value }) => (typeof value === "string" ? [`${value}\u0000`] : []),
  "of a form that it cannot have": (place) => {
    const { value } = place;
    if (typeof value !== "string") return [];
    if (nameOf(place) === "cpu") return CPU_SPOILT;
    // Any name is valid.
    if (nameOf(place) === "environment") return [];
    // The user name for mail need not be an address.
    if (place.path.join(".").endsWith("email.username")) return [];
    const spoilt = FORMS.filter(({ like }) => like.test(value)).flatMap((form) => form.spoilt);
    // The address to which samples are written may have a query.
    return /^remoteWrite\.\d+\.url$/.test(place.path.join("."))
      ? spoilt.filter((each) => !each.includes("?query"))
      : spoilt;
  },
  "with the same entry twice": ({ value }) =>
    Array.isArray(value) && value.length > 0 ? [[...value, value[0]]] : [],
  "with an empty entry": ({ value }) => (Array.isArray(value) ? [[...value, null], [""]] : []),
} satisfies Readonly<Record<string, Operator>>;

/** A single value is accepted in place of a list with one entry. */
function mayBeList(path: readonly Key[]): boolean {
  return /(groupsClaim|email\.to)$/.test(path.join("."));
}

/** Grafana may have no pods. */
function mayBeNone({ path }: Place): boolean {
  return path.join(".") === "grafana.replicas";
}

/** Settings with another value at one place. An undefined value removes the setting. */
function changed(settings: unknown, path: readonly Key[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  if (Array.isArray(settings)) {
    return settings.map((each, index) => (index === key ? changed(each, rest, value) : each));
  }
  const branch = isBranch(settings) ? settings : {};
  const inner = changed(branch[key], rest, value);
  if (inner !== undefined) return { ...branch, [key]: inner };
  return Object.fromEntries(Object.entries(branch).filter(([name]) => name !== key));
}

function at(settings: unknown, path: readonly Key[], value: unknown): Mutation {
  return { path: path.join("."), value, settings: changed(settings, path, value) };
}

/**
 * Settings with every mistake of one kind, at every place.
 *
 * @param known other settings: places with the same value there are skipped
 */
export function mutationsBy(
  operator: Operator,
  settings: unknown,
  known?: unknown,
): readonly Mutation[] {
  return placesNew(settings, known).flatMap((place) =>
    operator(place).map((value) => at(settings, place.path, value)),
  );
}

/** The places whose values differ from those in other settings. */
function placesNew(settings: unknown, known: unknown): readonly Place[] {
  const others = new Map(placesIn(known).map(({ path, value }) => [path.join("."), value]));
  return placesIn(settings).filter(({ path, value }) => {
    const name = path.join(".");
    return !others.has(name) || !isDeepStrictEqual(others.get(name), value);
  });
}

/** Settings with an unknown key in each section, and with each key misspelled. */
export function unknownKeys(settings: unknown, known?: unknown): readonly Mutation[] {
  return placesNew(settings, known).flatMap(({ path, value }) => {
    if (!isBranch(value)) return [];
    // The labels of pods and nodes may have any name.
    const keys = /^(labels|nodeSelector|externalLabels)$/.test(String(path.at(-1)))
      ? []
      : Object.entries(value);
    const misspelt = keys.map(([key, inner]) =>
      at(changed(settings, [...path, key], undefined), [...path, `${key.slice(0, -1)}_`], inner),
    );
    return [at(settings, [...path, "unheardOf"], 1), ...misspelt];
  });
}

/** Settings from which one setting is removed that a schema without defaults requires. */
export function missing(settings: unknown, needed: (path: string) => boolean): readonly Mutation[] {
  return placesIn(settings)
    .filter(({ path }) => needed(path.join(".")) && typeof path.at(-1) === "string")
    .map(({ path }) => at(settings, path, undefined));
}
