/** A script of `package.json`, and what it does in a few words. */
export type Listed = readonly [script: string, does: string];

/** Every command, by what somebody wants to do. */
export const COMMANDS: Readonly<Record<string, readonly Listed[]>> = {
  "Try it": [
    ["start", "starts the local cluster with the dev stack"],
    [
      "lab",
      "shows the state and the notifications of the local cluster, adds traffic, and stops it",
    ],
    ["drill", "causes the real fault behind an alert, and follows the notification"],
  ],
  "Change something": [
    ["new", "writes the files of a new metric, alert, dashboard or server"],
    ["check", "finds mistakes in the stacks before anything is applied"],
    ["diff", "explains what a change does, worst first"],
    ["render", "writes everything that a stack would deploy"],
    ["pictures", "draws the dashboards as PNG files"],
    ["dashboards", "serves the same dashboards on 127.0.0.1"],
    ["docs", "writes the reference, the list of settings and parts of other pages"],
    ["docs:site", "builds a searchable site of all pages"],
    ["images", "looks up the digests of the pinned images"],
    ["lint", "checks types, lint and format"],
    ["format", "fixes lint and format"],
  ],
  "Prove it": [
    ["test", "runs every test that needs no cluster"],
    ["e2e", "runs the live proof in the local cluster"],
    ["longterm", "tests Thanos, a bucket and remote write, as local processes"],
    ["outages", "simulates outages with the real rules and a real Alertmanager"],
    ["bench", "measures costs against baselines and peers"],
  ],
  "Operate it": [
    ["preflight", "checks whether your cluster fits a stack, and changes nothing"],
    ["guard", "refuses a preview that would lose data"],
    ["silence", "silences an alert for a while"],
    ["restore", "restores Grafana's database or Alertmanager's silences"],
    ["mark", "marks a deployment on the dashboards"],
    ["comment", "posts a file as a comment on a pull request"],
  ],
  "Get help": [["help", "lists these commands"]],
};
