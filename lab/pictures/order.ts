/** What the program that drives Chromium is asked for, and what it says; as drawing.ts, this imports nothing. */

/** Grafana's themes. */
export const THEMES = ["dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

export interface Picture {
  readonly url: string;
  /** The PNG that is written. */
  readonly file: string;
}

export interface Order {
  /** Chromium's program, and what it is started with. */
  readonly chromium: string;
  readonly args: readonly string[];
  /** In pixels; the height is what the page takes. */
  readonly width: number;
  readonly pictures: readonly Picture[];
}

/** A panel as it stands on the page; the box in pixels of the picture. */
export interface DrawnPanel {
  readonly id: number;
  readonly type: string;
  /** `empty` where there was nothing to draw, `undrawn` where this kind of panel is only a named box. */
  readonly state: "data" | "empty" | "error" | "undrawn";
  /** All that can be read in it but for what is drawn on a canvas. */
  readonly text: string;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** A picture that was drawn. */
export interface Drawn {
  readonly file: string;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly panels: readonly DrawnPanel[];
  /** What went wrong in the page, such as something that could not be fetched. */
  readonly errors: readonly string[];
}
