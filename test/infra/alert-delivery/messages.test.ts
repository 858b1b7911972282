import { OUTAGE, SUSPECTED } from "../../../alert-rules/alert";
import type { Notification } from "../../../lab/receivers/notification";
import { eventually } from "../../../tools/polling";
import { startDelivery, type Delivery, type SentAlert } from "../support/delivered";

/** Messages from a real Alertmanager with the stack's own configuration and templates. */
let delivery: Delivery;

beforeAll(async () => {
  delivery = await startDelivery();
}, 120_000);
afterAll(() => delivery.close());

interface Words {
  readonly summary: string;
  readonly description?: string;
}

function critical(
  alertname: string,
  { summary, description = `${summary} All of it.` }: Words,
  labels: Readonly<Record<string, string>> = {},
): SentAlert {
  return {
    labels: { alertname, severity: "critical", component: "backend", ...labels },
    annotations: {
      summary,
      description,
      runbook_url: `https://runbooks.example/${alertname}.md`,
      dashboard_url: `https://grafana.example/d/${alertname}`,
    },
  };
}

/** An alert of an outage. Alerts of different tests have different values of the label impact. */
const ofOutage = (name: string, summary: string, labels = {}) =>
  critical(name, { summary }, { impact: OUTAGE, ...labels });

/** The notifications of one receiver that contain a text. */
async function toldOf(
  receiver: Notification["receiver"],
  words: string,
  many = 1,
): Promise<readonly Notification[]> {
  return eventually(`${receiver} is told of ${words.slice(0, 80)}`, 60, async () => {
    const told = await delivery.arrived(`?receiver=${receiver}`);
    const those = told.filter((each) =>
      JSON.stringify(each).includes(JSON.stringify(words).slice(1, -1)),
    );
    expect(those.length).toBeGreaterThanOrEqual(many);
    return those;
  });
}

const ANYWHERE = ["pagerduty", "slack", "opsgenie"] as const;

describe("an outage with several alerts", () => {
  const felt = ofOutage("HighErrorRate", "The backend answers too many requests with errors.", {
    job: "aaa",
  });
  const burns = ["latency", "slowRequests"].map((slo) =>
    ofOutage("LatencyBudgetBurn", "Too many requests are slow.", { tier: "fast", slo }),
  );
  const cause = ofOutage("DatabaseDown", "PostgreSQL is down.", { job: "postgres-exporter" });
  const names = "DatabaseDown, HighErrorRate, LatencyBudgetBurn";

  it("is one notification with the name of each alert once, described by the cause", async () => {
    await delivery.send(felt, ...burns, cause);
    for (const receiver of ANYWHERE) {
      const [first] = await toldOf(receiver, "PostgreSQL is down.");
      expect(first!.summary).toBe(`[FIRING:4] ${names}: PostgreSQL is down.`);
      expect(first!.alertnames).toEqual(["DatabaseDown", "HighErrorRate", "LatencyBudgetBurn"]);
    }
    const [page] = await toldOf("pagerduty", "PostgreSQL is down.");
    expect(page!.body).toMatchObject({
      client_url: "https://grafana.example/d/DatabaseDown",
      links: [
        { text: "Runbook", href: "https://runbooks.example/DatabaseDown.md" },
        { text: "Panel", href: "https://grafana.example/d/DatabaseDown" },
        {
          text: "Silence",
          href: expect.stringMatching(
            /\/#\/silences\/new\?filter=%7Bcomponent%3D%22backend%22%2Cimpact%3D%22outage%22%2Cseverity%3D%22critical%22%2Calertname%3D~%22HighErrorRate%7CDatabaseDown%7CLatencyBudgetBurn%22%7D$/,
          ),
        },
      ],
      payload: { class: names, component: "backend" },
    });
    const [opened] = await toldOf("opsgenie", "PostgreSQL is down.");
    expect(opened!.body).toMatchObject({
      tags: ["DatabaseDown", "HighErrorRate", "LatencyBudgetBurn", "critical"],
      priority: "P1",
      details: { runbook: "https://runbooks.example/DatabaseDown.md" },
    });
    const [hook] = await toldOf("webhook", "PostgreSQL is down.");
    expect(hook!.alertnames).toEqual(["DatabaseDown", "HighErrorRate", "LatencyBudgetBurn"]);
  });

  it("is then titled by the alerts that still fire, not by a resolved one", async () => {
    await delivery.send({ ...cause, ended: true });
    const left =
      "[FIRING:3] HighErrorRate, LatencyBudgetBurn: The backend answers too many requests with errors.";
    for (const receiver of ANYWHERE) await toldOf(receiver, left);
    const [slack] = await toldOf("slack", left);
    expect(JSON.stringify(slack!.body)).toContain(
      "Resolved. It said: PostgreSQL is down. All of it.",
    );
    expect(JSON.stringify(slack!.body)).toContain("https://runbooks.example/HighErrorRate.md");
  });

  it("does not open another incident for a server whose state is unknown", async () => {
    const unseen = ofOutage("RedisDown", "The state of Redis is unknown, and requests fail.", {
      impact: SUSPECTED,
    });
    await delivery.send(unseen);
    const [joined] = await toldOf("pagerduty", "The state of Redis is unknown, and requests fail.");
    const [first] = await toldOf("pagerduty", "PostgreSQL is down.");
    expect(joined!.body.dedup_key).toBe(first!.body.dedup_key);
    await delivery.send({ ...unseen, ended: true });
    await toldOf("slack", "Resolved. It said: The state of Redis is unknown, and requests fail.");
  });

  it("is resolved once under the same key, titled by the resolved alerts", async () => {
    await delivery.send(
      { ...felt, ended: true },
      ...burns.map((each) => ({ ...each, ended: true })),
    );
    const [end] = await eventually("it is over", 60, async () => {
      const all = await delivery.arrived("?receiver=pagerduty");
      const ends = all.filter(({ kind }) => kind === "resolve");
      expect(ends).toHaveLength(1);
      return ends;
    });
    const [first] = await toldOf("pagerduty", "PostgreSQL is down.");
    expect(end!.body.dedup_key).toBe(first!.body.dedup_key);
    await toldOf("slack", "[RESOLVED] HighErrorRate, LatencyBudgetBurn: ");
  });
});

describe("text that looks like a template, YAML or HTML", () => {
  const LONG = "ten thousand bytes, ".repeat(512);
  const TEXTS: readonly string[] = [
    "{{ .Labels.none }}",
    "{{",
    "}}",
    "Error: {{ range",
    '{{ template "missing" . }}',
    "- {{ nonsense }}\n- and: {{ more",
    "[{{, }}]",
    '["\\\\x7b\\\\x7b"]',
    '[".inf", .nan]',
    ".nan",
    '":" a \\":\\" b',
    "`{{` {{`{{`}} {{{{{",
    "a: b",
    "? {{ x",
    "&anchor {{ y }}",
    "| {{ z",
    "# {{ only a comment",
    "null",
    "12.50",
    "true",
    "2026-01-01",
    "\"quoted\" and 'so' and `so` \\ {{",
    "<b>bold</b> & <script>alert(1)</script> {{",
    "\u{1F525} is on fire \u{1F9EF} {{ \u{1F692} }}",
    `${LONG}{{`,
    `key: ${LONG}{{`,
    "*** %s %d $value ${x} \t {{",
  ];

  it("arrives verbatim in every field, and no notification is lost", async () => {
    await delivery.send(
      ...TEXTS.map((text, index) =>
        critical(
          `Text${index}`,
          { summary: `Summary ${index}: ${text}`, description: text },
          { pod: text, persistentvolumeclaim: `pvc ${text}` },
        ),
      ),
      ...TEXTS.map((text, index) =>
        critical(`Bare${index}`, { summary: text, description: text }, { pod: text }),
      ),
    );
    const many = 2 * TEXTS.length;
    const pages = await eventually("all are paged", 60, async () => {
      const all = await delivery.arrived("?receiver=pagerduty");
      const those = all.filter(({ alertnames }) => /^(Text|Bare)/.test(alertnames[0] ?? ""));
      expect(new Set(those.map(({ alertnames }) => alertnames[0])).size).toBe(many);
      return those;
    });
    for (const [index, text] of TEXTS.entries()) {
      const bodyOf = (name: string) => pages.find(({ alertnames }) => alertnames[0] === name)!.body;
      expect(bodyOf(`Text${index}`)).toMatchObject({
        payload: {
          summary: cut(`[FIRING] Text${index}: Summary ${index}: ${text}`, 1024),
          custom_details: {
            summary: `\tSummary ${index}: ${text}`,
            description: `\tCritical: ${text}`,
            runbook: `\thttps://runbooks.example/Text${index}.md`,
          },
        },
      });
      expect(bodyOf(`Bare${index}`)).toMatchObject({
        payload: { custom_details: { summary: `\t${text}`, description: `\tCritical: ${text}` } },
      });
    }
    for (const [index, text] of TEXTS.entries()) {
      if (!text.includes("{{")) continue;
      const page = pages.find(({ alertnames }) => alertnames[0] === `Text${index}`)!;
      // The tab marks it as text.
      expect(page.body).toMatchObject({
        payload: { custom_details: { firing: [{ labels: { pod: `\t${text}` } }] } },
      });
    }
    for (const receiver of ["slack", "opsgenie", "webhook"] as const) {
      await eventually(`${receiver} is told of all`, 60, async () => {
        const all = await delivery.arrived(`?receiver=${receiver}`);
        const names = all
          .flatMap(({ alertnames }) => alertnames)
          .filter((each) => /^(Text|Bare)/.test(each));
        expect(new Set(names).size).toBe(many);
      });
    }
  });

  it("makes no notification fail at any receiver", async () => {
    expect(await delivery.failures()).toEqual({});
  });
});

/** Truncates a text like Alertmanager. */
function cut(text: string, runes: number): string {
  const all = Array.from(text);
  return all.length <= runes ? text : `${all.slice(0, runes - 1).join("")}…`;
}
