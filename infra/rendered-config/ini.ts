type Value = string | number | boolean;
/** Sections by name, each with its keys. */
export type Ini = Readonly<Record<string, Readonly<Record<string, Value>>>>;

/** A typed value in Grafana's ini dialect. */
export function toIni(ini: Ini): string {
  return Object.entries(ini)
    .map(([section, keys]) => [`[${section}]`, ...Object.entries(keys).map(line), ""].join("\n"))
    .join("\n");
}

function line([key, value]: [string, Value]): string {
  const text = String(value);
  // A semicolon or a hash starts a comment, and a line break a new key. Quotes around a whole value are stripped.
  if (/[;#\n\r`]|^""|^".*"$/.test(text)) {
    throw new Error(
      `grafana.ini cannot hold ${key} = ${JSON.stringify(text)}. Give it by $__file{}.`,
    );
  }
  return `${key} = ${text}`;
}
