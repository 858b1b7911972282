export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Whether a program wrote it: a person may quote ours. */
  readonly byBot: boolean;
}

/** The comments on one pull request. */
export interface Comments {
  readonly list: () => Promise<readonly Comment[]>;
  readonly create: (body: string) => Promise<void>;
  readonly update: (id: number, body: string) => Promise<void>;
}

/** By which ours is found again. People do not see it. */
export const MARKER = "<!-- autodealgenie: what changes -->";

const NOTHING = "No deployed object changes.";

/**
 * Has a pull request say what changes, in one comment that is updated in place: however often it is pushed to, there
 * is one of them. Where nothing changes, nobody is told, unless something did before.
 *
 * @param text in Markdown; empty where nothing changes
 */
export async function publish(
  comments: Comments,
  text: string,
): Promise<"created" | "updated" | "unchanged"> {
  const body = `${MARKER}\n${text.trim() === "" ? NOTHING : text}`;
  const known = (await comments.list()).find(
    (comment) => comment.byBot && comment.body.startsWith(MARKER),
  );
  if (known === undefined) {
    if (text.trim() === "") return "unchanged";
    await comments.create(body);
    return "created";
  }
  // GitHub may give back other line ends, and without the last one.
  if (lines(known.body) === lines(body)) return "unchanged";
  await comments.update(known.id, body);
  return "updated";
}

function lines(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
