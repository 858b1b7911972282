import { change, type Change } from "../../../tools/review/change";
import { asJson } from "../../../tools/review/format/json";
import { asMarkdown, COMMENT_LIMIT } from "../../../tools/review/format/markdown";
import { asText } from "../../../tools/review/format/text";
import type { Review } from "../../../tools/review/review";

const limit = { what: "limit", from: "5 %", to: "2 %" };

const reviewOf = (changes: readonly Change[], stacks: readonly string[] = ["prod"]): Review => ({
  stacks: ["dev", "prod"],
  changes: changes.map((each) => ({ ...each, stacks })),
  notes: [],
});

const one = reviewOf([
  change("alert", "HighErrorRate", [limit], {
    effects: [{ what: "worst-case page", from: "6 min", to: "3 min" }],
  }),
]);
const nothing: Review = { stacks: ["dev", "prod"], changes: [], notes: ["prod: not compared."] };
const huge = (count: number) =>
  reviewOf([
    ...Array.from({ length: count }, (_, i) =>
      change("setting", `file-${i}`, [{ what: "ü".repeat(50) }]),
    ),
  ]);

describe("a review", () => {
  it("is empty if nothing changes", () => {
    expect(asText(nothing, { colors: true })).toBe("");
    expect(asJson(nothing)).toBe("");
    expect(asMarkdown(nothing, "whole.md")).toEqual({ comment: "" });
  });

  it("has one line per change in a terminal, with its stack", () => {
    expect(asText(one, { colors: false })).toBe(
      "Alerts\n  HighErrorRate: limit 5 % -> 2 %; worst-case page 6 min -> 3 min [prod]\n",
    );
    expect(asText(one, { colors: true })).toContain("\u001b[1mHighErrorRate\u001b[22m");
  });

  it("omits the stacks if a change affects all of them", () => {
    const both = {
      ...one,
      changes: one.changes.map((each) => ({ ...each, stacks: ["dev", "prod"] })),
    };
    expect(asText(both, { colors: false })).not.toContain("[");
  });

  it("has the same content in JSON, in separate fields", () => {
    expect(JSON.parse(asJson(one))).toEqual({
      stacks: ["dev", "prod"],
      changes: [
        {
          rank: "other",
          subject: "alert",
          names: ["HighErrorRate"],
          facts: [limit],
          effects: [{ what: "worst-case page", from: "6 min", to: "3 min" }],
          stacks: ["prod"],
        },
      ],
      notes: [],
    });
  });
});

describe("a review as Markdown", () => {
  it("is a list under headings, with special characters escaped", () => {
    const { comment } = asMarkdown(
      reviewOf([
        change("alert", "A_b", [{ what: "query", from: 'sum(a{x=~"<5|6>"}) * 2', to: "`b`" }]),
      ]),
      "whole.md",
    );
    expect(comment).toBe(
      [
        "**1 change** in dev and prod",
        "",
        "### Alerts",
        "",
        '- **A\\_b**: query sum(a{x=\\~"\\<5\\|6\\>"}) \\* 2 → \\`b\\` [prod]',
        "",
      ].join("\n"),
    );
  });

  it("is complete if it fits into a comment", () => {
    expect(asMarkdown(huge(100), "whole.md").whole).toBeUndefined();
  });

  it.each([600, 5000])(
    "stays below the comment limit with %d changes, and names the file with all of them",
    (count) => {
      const review = huge(count);
      const { comment, whole } = asMarkdown(review, "out/whole.md");
      expect(Buffer.byteLength(comment)).toBeLessThan(COMMENT_LIMIT);
      // Little space is wasted.
      expect(Buffer.byteLength(comment)).toBeGreaterThan(COMMENT_LIMIT - 500);
      expect(comment).toMatch(
        new RegExp(`\\*\\*Truncated:\\*\\* \\d+ of ${count} changes are shown, .*\`out/whole.md\``),
      );
      expect(whole?.match(/^- /gm)).toHaveLength(count);
    },
  );

  it("keeps the most severe changes when it is truncated", () => {
    const worst = change("alert", "ServiceDown", [{ what: "gone" }], { rank: "pages" });
    const review = {
      ...huge(2000),
      changes: [{ ...worst, stacks: ["prod"] }, ...huge(2000).changes],
    };
    expect(asMarkdown(review, "whole.md").comment).toContain(
      "### Alerts that no longer page\n\n- alert **ServiceDown**: gone",
    );
  });

  it("stays below the comment limit even if a single change is longer", () => {
    const review = reviewOf([change("setting", "x", [{ what: "y".repeat(COMMENT_LIMIT) }])]);
    const { comment, whole } = asMarkdown(review, "whole.md");
    expect(comment.length).toBeLessThan(COMMENT_LIMIT);
    expect(whole?.length).toBeGreaterThan(COMMENT_LIMIT);
  });
});
