/** The meaning of each placeholder in runbooks. A test that runs a command fills in real values. */
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

/** @throws for a placeholder that is not in the table */
export function placeholdersIn(text: string): readonly Placeholder[] {
  return [...text.matchAll(/<[a-z][\w-]*>/g)].map(([each]) => {
    if (!(each in PLACEHOLDERS)) throw new Error(`${each} is no placeholder of the runbooks.`);
    return each as Placeholder;
  });
}

/** A command with its placeholders replaced, by default with the values in the table. */
export function filled(
  text: string,
  given: Readonly<Partial<Record<Placeholder, string>>>,
): string {
  return placeholdersIn(text).reduce(
    (so, each) => so.replaceAll(each, given[each] ?? PLACEHOLDERS[each]),
    text,
  );
}
