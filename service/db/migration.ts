/** One step of the schema, in a file of its own under `migrations/`, listed in `migrations.ts`. */
export interface Migration {
  /** Ascending by one; what is recorded as done. */
  readonly version: number;
  readonly sql: string;
}
