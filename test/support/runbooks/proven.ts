import { loadedRules } from "../../../lab/clients/prometheus";
import { failuresOf, type LiveRunbooks } from "./live";

/**
 * Declares the tests of runbooks in a running cluster: every command and query works, and every alert has a page.
 *
 * @param runbooks returns them once they exist
 * @param own a text in this stack's commands for a stopped database, and one that only other stacks' commands have
 */
export function provesRunbooks(
  pages: readonly string[],
  runbooks: () => LiveRunbooks,
  own: { readonly here: string; readonly elsewhere: string },
): void {
  it.each(pages)("every command and query of %s.md does what it is there for", async (page) => {
    expect(await failuresOf(runbooks(), page)).toEqual([]);
  });

  it("there is a page to be read for each alert that is loaded, and commands on it", async () => {
    const loaded = (await loadedRules()).flatMap(({ name, state }) =>
      // A recording rule has no state.
      state === undefined ? [] : name,
    );
    expect([...new Set(loaded)].filter((name) => !pages.includes(name))).toEqual([]);
    const commands = (await runbooks().commands("DatabaseDown")).map(({ text }) => text);
    expect(commands.join("\n")).toContain(own.here);
    expect(commands.join("\n")).not.toContain(own.elsewhere);
  });
}
