import { duplicateOf, type Queryable } from "../db/database";
import type { SignUp, User } from "./schemas";

interface Row {
  id: string;
  email: string;
  username: string;
  full_name: string | null;
  created_at: Date;
}

/** What the sign-in check needs. */
export interface Credentials {
  readonly id: string;
  readonly password_hash: string;
  readonly is_active: boolean;
}

/** The field whose value another user already has. */
export type Taken = "email" | "username";

export class Users {
  constructor(private readonly db: Queryable) {}

  /** @returns the new user, or the field that is taken */
  async create(user: Omit<SignUp, "password">, passwordHash: string): Promise<User | Taken> {
    try {
      const [row] = await this.db.query<Row>(
        `INSERT INTO users (email, username, full_name, password_hash) VALUES ($1, $2, $3, $4)
         RETURNING id, email, username, full_name, created_at`,
        [user.email, user.username, user.full_name, passwordHash],
      );
      if (row === undefined) throw new Error("INSERT INTO users returned no row");
      return toUser(row);
    } catch (error) {
      const constraint = duplicateOf(error);
      if (constraint === "users_email_key") return "email";
      if (constraint === "users_username_key") return "username";
      throw error;
    }
  }

  /** The user, unless it was deactivated. */
  async find(id: string): Promise<User | undefined> {
    const [row] = await this.db.query<Row>(
      `SELECT id, email, username, full_name, created_at FROM users WHERE id = $1 AND is_active`,
      [id],
    );
    return row && toUser(row);
  }

  async credentials(email: string): Promise<Credentials | undefined> {
    const [row] = await this.db.query<Credentials>(
      `SELECT id, password_hash, is_active FROM users WHERE email = $1`,
      [email],
    );
    return row;
  }
}

const toUser = (row: Row): User => ({ ...row, created_at: row.created_at.toISOString() });
