import { code, list } from "../reference/markdown";
import type { SettingPath } from "./comments";
import type { JsonSchema } from "./jsonSchema";
import { listed, type ListedSetting } from "./listed";

/** All settings in Markdown, with a heading for each top-level key. */
export function settingsPage(
  schema: JsonSchema,
  comments: ReadonlyMap<SettingPath, string>,
): string {
  const { properties = {}, required = [] } = schema;
  return Object.entries(properties)
    .map(([key, each]) => {
      const [own, ...below] = listed(each, key, comments, { required: required.includes(key) });
      return [`### ${key}`, own && ownText(own), list(below.filter(says).map(line))]
        .filter(Boolean)
        .join("\n\n");
    })
    .join("\n\n");
}

/** Whether there is anything to say about a section. */
function says({ form, words: said, required, default: value }: ListedSetting): boolean {
  return (
    form !== undefined || said !== undefined || required || !(value === undefined || isEmpty(value))
  );
}

function ownText(setting: ListedSetting): string {
  return [sentence(formText(setting)), words(setting), namesText(setting)]
    .filter((part) => part !== "")
    .join(" ");
}

function line(setting: ListedSetting): string {
  const form = formText(setting);
  const text = [words(setting), namesText(setting)].filter((part) => part !== "").join(" ");
  return `${code(setting.path.replaceAll(".[]", "[]"))}${form === "" ? "" : `: ${form}`}${text === "" ? "" : `. ${text}`}`;
}

/** Its form, whether it is required, and its default. */
function formText({ form, default: value, required, only }: ListedSetting): string {
  const whenLeftOut = required
    ? "required"
    : value === undefined || (form === undefined && isEmpty(value))
      ? undefined
      : `default ${code(typeof value === "string" ? value : JSON.stringify(value))}`;
  return [form, whenLeftOut, only && `with ${only}`]
    .filter((part) => part !== undefined)
    .join("; ");
}

function isEmpty(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.keys(value).length === 0;
}

function words({ words: said }: ListedSetting): string {
  // A list in a comment becomes part of its sentence.
  return (said ?? "")
    .replace(/\n+- /, " ")
    .replaceAll(/\n+ *- /g, "; ")
    .replaceAll(/\n+/g, " ");
}

function namesText({ names }: ListedSetting): string {
  return names.length === 0 ? "" : `\`<name>\` is ${names.map(code).join(", ")}.`;
}

function sentence(text: string): string {
  return text === "" ? "" : `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
