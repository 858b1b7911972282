export interface Comment {
  readonly id: number;
  readonly body: string;
  /** Whether a program wrote it. A person may have quoted our comment. */
  readonly byBot: boolean;
}

/** The comments on one pull request. */
export interface Comments {
  readonly list: () => Promise<readonly Comment[]>;
  readonly create: (body: string) => Promise<void>;
  readonly update: (id: number, body: string) => Promise<void>;
}

/** Identifies our comment. It is not visible to people. */
export const MARKER = "<!-- autodealgenie: what changes -->";

const NOTHING = "No deployed object changes.";

/**
 * Reports on a pull request what changes, in one comment that is updated in place after each push. If nothing changes,
 * a comment is only written when an earlier one has to be updated.
 *
 * @param text Markdown; empty if nothing changes
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
  // GitHub may return different line ends, and may drop the last one.
  if (lines(known.body) === lines(body)) return "unchanged";
  await comments.update(known.id, body);
  return "updated";
}

function lines(text: string): string {
  return text.replaceAll("\r\n", "\n").trimEnd();
}
