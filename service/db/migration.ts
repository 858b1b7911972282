/** One step of the schema, in its own file under `migrations/`, listed in `migrations.ts`. */
export interface Migration {
  /** Increases by one; recorded once the migration is applied. */
  readonly version: number;
  readonly sql: string;
}
