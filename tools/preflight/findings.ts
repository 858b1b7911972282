import { questionsOf, type QuestionName } from "./questions";
import type { Asked } from "./asked";
import { CHECKS } from "./checks";
import type { Finding } from "./finding";

/** All mismatches between a stack and a cluster. Empty if everything that could be read is fine. */
export function findings(asked: Asked): readonly Finding[] {
  const found = CHECKS.flatMap(({ about, find }) =>
    find(asked).map((each): Finding => ({ about, ...each })),
  );
  return [...found, ...unread(asked)];
}

/** What could not be read and is unknown: by missing permission, and by error. */
function unread({ config, answers }: Asked): readonly Finding[] {
  const questions = Object.entries(questionsOf(config)).map(([name, { right, path }]) => ({
    right: right ?? `get ${path}`,
    path,
    status: answers[name as QuestionName].status,
  }));
  const kubelets = answers.kubelets.flatMap(({ node, configuration, measured }) =>
    [configuration, measured].map(({ status }) => ({
      right: "get nodes/proxy",
      path: `the kubelet of ${node}`,
      status,
    })),
  );
  const all = [...questions, ...kubelets];
  const denied = new Set(all.flatMap(({ status, right }) => (status === 403 ? right : [])));
  const failed = all.filter(
    ({ status, path }) => ![200, 403, 404].includes(status) && !path.includes("metrics.k8s.io"),
  );
  return [
    ...[...denied].map((right) => ({
      about: "rights",
      fails: false,
      what: `you have no permission to ${right}, so some checks were skipped`,
      seen: "403",
      or: "see docs/clusters.md for the permissions that are needed",
    })),
    ...failed.map(({ path, status }) => ({
      about: "answers",
      fails: false,
      what: `${path} was not answered, so some checks were skipped`,
      seen: `status ${status}`,
    })),
  ];
}
