import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";

import { commentsOf } from "../../../tools/ci/github";
import { MARKER, publish } from "../../../tools/ci/publish";
import { COMMENT_LIMIT, ROOM } from "../../../tools/review/format/markdown";
import { GitHub } from "./github";
import { scriptCommand } from "../../support/launched";

const TOKEN = "a-token-of-a-workflow";
const REPOSITORY = "autodealgenie/monitoring";

let github: GitHub;
let api: string;
beforeEach(async () => {
  github = new GitHub(`/repos/${REPOSITORY}/issues`, TOKEN);
  api = await github.start();
});
afterEach(() => github.stop());

const comments = () => commentsOf({ api, repository: REPOSITORY, number: 7, token: TOKEN });
const said = () => github.comments.map(({ body }) => body);

describe("the comment on a pull request", () => {
  it("is updated instead of repeated on each push", async () => {
    github.says("Looks good.");
    expect(await publish(comments(), "**1 change**\n")).toBe("created");
    expect(await publish(comments(), "**2 changes**\n")).toBe("updated");
    expect(said()).toEqual(["Looks good.", `${MARKER}\n**2 changes**\n`]);
  });

  it("is found among more comments than GitHub lists per page", async () => {
    for (let n = 0; n < 250; n++) github.says("Hm.");
    await publish(comments(), "first");
    expect(await publish(comments(), "second")).toBe("updated");
    expect(said().filter((body) => body.startsWith(MARKER))).toEqual([`${MARKER}\nsecond`]);
  });

  it("is not updated if only its line endings differ", async () => {
    github.says(`${MARKER}\r\nsame\r\ntext`, "Bot");
    expect(await publish(comments(), "same\ntext\n")).toBe("unchanged");
    expect(github.asked.filter((each) => !each.startsWith("GET"))).toEqual([]);
  });

  it("never replaces a user's comment that quotes it", async () => {
    github.says(`${MARKER}\nquoted`, "User");
    expect(await publish(comments(), "ours")).toBe("created");
    expect(said()).toEqual([`${MARKER}\nquoted`, `${MARKER}\nours`]);
  });

  it("is not created if nothing changes, but an existing one is updated", async () => {
    expect(await publish(comments(), "")).toBe("unchanged");
    expect(said()).toEqual([]);
    await publish(comments(), "**1 change**");
    expect(await publish(comments(), "")).toBe("updated");
    expect(said()).toEqual([`${MARKER}\nNo deployed object changes.`]);
  });
});

it("the Markdown size limit leaves room for the comment's marker", () => {
  expect(Buffer.byteLength(`${MARKER}\n`)).toBeLessThanOrEqual(ROOM);
  expect(ROOM).toBeLessThan(COMMENT_LIMIT / 10);
});

describe("npm run comment", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "comment-"));
    writeFileSync(join(folder, "changes.md"), "**1 change** in prod\n");
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  async function run(args: readonly string[], env: Readonly<Record<string, string>> = {}) {
    const child = spawn(...scriptCommand("comment", ...args), {
      cwd: join(__dirname, "..", "..", ".."),
      env: {
        ...process.env,
        GITHUB_API_URL: api,
        GITHUB_REPOSITORY: REPOSITORY,
        GITHUB_TOKEN: TOKEN,
        ...env,
      },
    });
    const [out, err, status] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((done) => child.once("close", done)),
    ]);
    return { out, err: err.split("\n").filter((line) => line && !line.startsWith("npm ")), status };
  }
  const file = () => join(folder, "changes.md");

  it("publishes a file", async () => {
    const { out, err, status } = await run([file(), "--pull", "7"]);
    expect([out, err, status]).toEqual(["The comment on pull request 7 is created.\n", [], 0]);
    expect(said()).toEqual([`${MARKER}\n**1 change** in prod\n`]);
  });

  it("reports an error with one line of cause and one of remedy, never with the token", async () => {
    github.refusal = 403;
    const refused = await run([file(), "--pull", "7"]);
    expect(refused.status).toBe(1);
    expect(refused.err).toEqual([
      `GET ${api}/repos/${REPOSITORY}/issues/7/comments?per_page=100&page=1 returned 403: {"message":"Resource not accessible"}`,
      "Give the job the permission `pull-requests: write`. Pull requests from forks do not get it.",
    ]);
    const unset = await run([file(), "--pull", "7"], { GITHUB_TOKEN: "" });
    expect(unset.err[0]).toBe("GITHUB_TOKEN is not set.");
    const noFile = await run([join(folder, "none.md"), "--pull", "7"]);
    expect(noFile.err[0]).toContain("none.md cannot be read");
    const noNumber = await run([file(), "--pull", "first"]);
    expect(noNumber.err.at(-1)).toContain("npm run comment -- <file> --pull <number>");
    for (const { status, out, err } of [refused, unset, noFile, noNumber]) {
      expect([status, out]).toEqual([1, ""]);
      expect(err).toHaveLength(2);
      expect(err.join()).not.toContain(TOKEN);
    }
  });
});
