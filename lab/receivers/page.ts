import type { Fault } from "./faults";
import type { Html } from "./html";
import { html } from "./html";
import type { Incident } from "./incidents";
import type { Notification } from "./notification";
import type { Heartbeat } from "./switch";

export interface PageContent {
  readonly arrived: readonly Notification[];
  readonly incidents: readonly Incident[];
  /** OpsGenie's alerts in the form of incidents. */
  readonly opsgenie: readonly Incident[];
  readonly heartbeat: Heartbeat;
  readonly faults: Readonly<Record<string, Fault>>;
  /** Seconds between refreshes; null for a page that does not refresh, to be read. */
  readonly refresh: number | null;
}

/** How many notifications the page shows; the JSON list has more. */
const SHOWN = 200;

/** A page with everything that arrived, newest first. All heartbeats share one line. */
export function page({
  arrived,
  incidents,
  opsgenie,
  heartbeat,
  faults,
  refresh,
}: PageContent): string {
  const messages = arrived.filter(({ kind }) => kind !== "heartbeat").reverse();
  const { text } = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        ${refresh === null ? "" : html`<meta http-equiv="refresh" content="${refresh}" />`}
        <title>Notifications</title>
        <style>
          body {
            font:
              15px/1.5 system-ui,
              sans-serif;
            margin: 2rem auto;
            max-width: 70rem;
            padding: 0 1rem;
          }
          table {
            border-collapse: collapse;
            width: 100%;
          }
          th,
          td {
            border-bottom: 1px solid #ddd;
            padding: 0.3rem 0.8rem 0.3rem 0;
            text-align: left;
            vertical-align: top;
          }
          pre {
            background: #f5f5f5;
            max-width: 45rem;
            overflow: auto;
            padding: 0.5rem;
            white-space: pre-wrap;
          }
          .trigger,
          .triggered {
            color: #b00020;
            font-weight: 600;
          }
          .resolve,
          .resolved {
            color: #1b6e35;
            font-weight: 600;
          }
        </style>
      </head>
      <body>
        <h1>Notifications</h1>
        <p>
          ${heartbeatLine(heartbeat)} ${faultLine(faults)}
          ${refresh === null ? html`<a href="/">Refresh</a>` : html`<a href="/?refresh=off">Stop refreshing</a>`}
        </p>
        <h2>PagerDuty incidents</h2>
        ${incidents.length === 0 ? html`<p>None.</p>` : incidentTable([...incidents].reverse())}
        <h2>OpsGenie alerts</h2>
        ${opsgenie.length === 0 ? html`<p>None.</p>` : incidentTable([...opsgenie].reverse())}
        <h2>Messages</h2>
        ${messages.length === 0 ? html`<p>Nothing has arrived.</p>` : messageTable(messages)}
      </body>
    </html>`;
  return text;
}

function heartbeatLine({ state, lastBeatAt, ageSeconds, limitSeconds }: Heartbeat): Html | string {
  if (lastBeatAt === null || ageSeconds === null) return "The watchdog has sent no heartbeat yet.";
  if (state === "silent") {
    return html`<span class="trigger"
      >The watchdog is silent: its last heartbeat was ${ageSeconds} s ago, and at most
      ${limitSeconds} s are allowed.</span
    >`;
  }
  return `The watchdog sent its last heartbeat ${ageSeconds} s ago, at ${lastBeatAt}.`;
}

function faultLine(faults: PageContent["faults"]): string {
  const due = Object.entries(faults).filter(([, { left }]) => left > 0);
  return due
    .map(([receiver, { status, left }]) => `The next ${left} to ${receiver} fail with ${status}.`)
    .join(" ");
}

function incidentTable(incidents: readonly Incident[]): Html {
  const rows = incidents.map(
    ({ state, summary, triggers, opened, openedAt, updatedAt }) =>
      html` <tr>
        <td class="${state}">${state}</td>
        <td>${summary}</td>
        <td>${opened}</td>
        <td>${triggers}</td>
        <td>${openedAt}</td>
        <td>${updatedAt}</td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>state</th>
      <th>summary</th>
      <th>opened</th>
      <th>triggers</th>
      <th>since</th>
      <th>last event</th>
    </tr>
    ${rows}
  </table>`;
}

function messageTable(messages: readonly Notification[]): Html {
  const rows = messages.slice(0, SHOWN).map(
    ({ id, receivedAt, receiver, channel, kind, alertnames, summary, body }) =>
      html` <tr>
        <td>${id}</td>
        <td>${receivedAt}</td>
        <td>${receiver}${channel === null ? "" : html`<br />${channel}`}</td>
        <td class="${kind}">${kind}</td>
        <td>${alertnames.join(", ")}</td>
        <td>
          <details>
            <summary>${summary === "" ? "(no text)" : summary}</summary>
            <pre>${JSON.stringify(body, null, 2)}</pre>
          </details>
        </td>
      </tr>`,
  );
  return html`<table>
    <tr>
      <th>id</th>
      <th>when</th>
      <th>receiver</th>
      <th>kind</th>
      <th>alerts</th>
      <th>message</th>
    </tr>
    ${rows}
  </table>`;
}
