/** The input and output of the program that drives Chromium. Like drawing.ts, this imports nothing. */

/** Grafana's themes. */
export const THEMES = ["dark", "light"] as const;
export type Theme = (typeof THEMES)[number];

/** A picture to draw. */
export interface Picture {
  readonly url: string;
  /** The path of the PNG to write. */
  readonly file: string;
}

/** The pictures to draw, and how. */
export interface Order {
  /** Chromium's path and command line arguments. */
  readonly chromium: string;
  readonly args: readonly string[];
  /** The width in pixels. The height is that of the page. */
  readonly width: number;
  readonly pictures: readonly Picture[];
}

/** A panel on the page. Its box is in pixels of the picture. */
export interface DrawnPanel {
  readonly id: number;
  readonly type: string;
  /** `empty` if there is no data, `undrawn` if this kind of panel is only shown as a named box. */
  readonly state: "data" | "empty" | "error" | "undrawn";
  /** All its readable text, without what is drawn on a canvas. */
  readonly text: string;
  readonly box: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly height: number;
  };
}

/** A picture that has been drawn. */
export interface Drawn {
  readonly file: string;
  readonly bytes: number;
  readonly milliseconds: number;
  readonly panels: readonly DrawnPanel[];
  /** Errors in the page, such as a failed request. */
  readonly errors: readonly string[];
}
