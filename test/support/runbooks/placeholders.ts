/** What stands for a placeholder of a runbook. A test that runs the command for real gives what is there. */
export const PLACEHOLDERS = {
  "<pod>": "a pod of the command's namespace",
  "<certificate>": "a Certificate of the command's namespace",
  "<pid>": "a process of PostgreSQL",
  "<you>": "tester",
  "<why>": "trial",
  "<alert>": "RunbookTrial",
  "<password>": "only-for-tests",
  "<postgres-host>": "postgres.example",
  "<redis-host>": "redis.example",
  "<commit>": "HEAD",
  "<stack>": "dev",
  "<name>": "name",
  "<block>": "01ARZ3NDEKTSV4RRFFQ69G5FAV",
} as const;

export type Placeholder = keyof typeof PLACEHOLDERS;

/** @throws on a placeholder that the table does not know */
export function placeholdersIn(text: string): readonly Placeholder[] {
  return [...text.matchAll(/<[a-z][\w-]*>/g)].map(([each]) => {
    if (!(each in PLACEHOLDERS)) throw new Error(`${each} is no placeholder of the runbooks.`);
    return each as Placeholder;
  });
}

/** A command with its placeholders filled in, those that are not given from the table. */
export function filled(
  text: string,
  given: Readonly<Partial<Record<Placeholder, string>>>,
): string {
  return placeholdersIn(text).reduce(
    (so, each) => so.replaceAll(each, given[each] ?? PLACEHOLDERS[each]),
    text,
  );
}
