import { Alert } from "@grafana/ui";
import { useEffect, useState } from "react";

import type { Drawing, Listing } from "../../drawing";
import { Dashboard, Heading } from "./dashboard";

const DEFAULT_REFRESH_MS = 30_000;
const RANGES = ["now-5m", "now-15m", "now-1h", "now-3h", "now-6h", "now-24h", "now-7d"];

/** A dashboard that is drawn once, for a picture. */
export function Still({ uid }: { uid: string }) {
  const { value, error } = useFetched<Drawing>(`/api/d/${uid}${window.location.search}`);
  // Only once: nothing may change while the picture is taken.
  const [width] = useState(() => document.documentElement.clientWidth);
  useEffect(() => {
    if (value === undefined && error === undefined) return;
    // After two animation frames everything has been laid out and painted.
    requestAnimationFrame(() =>
      requestAnimationFrame(() => document.documentElement.setAttribute("data-drawn", "")),
    );
  }, [value, error]);
  if (value === undefined) return <Wait error={error} />;
  return (
    <div className="still">
      <Heading drawing={value} />
      <Dashboard drawing={value} width={width} />
    </div>
  );
}

/** A dashboard that keeps refreshing. */
export function Live({ uid }: { uid: string }) {
  const { value: listing } = useFetched<Listing>("/api/dashboards");
  const [from, setFrom] = useState<string>();
  const [refresh, setRefresh] = useState(DEFAULT_REFRESH_MS);
  const query = from === undefined ? "" : `?${new URLSearchParams({ from }).toString()}`;
  const { value, error } = useFetched<Drawing>(`/api/d/${uid}${query}`, refresh);
  const width = useWidth();
  const dashboard = value?.sides.at(-1)?.dashboard;
  useEffect(() => {
    setRefresh(millisecondsOf(dashboard?.refresh) ?? DEFAULT_REFRESH_MS);
    if (dashboard) document.title = `${dashboard.title} (not Grafana)`;
  }, [dashboard?.refresh, dashboard?.title]);
  if (value === undefined) return <Wait error={error} />;
  const shown = from ?? dashboard?.time?.from ?? "now-1h";
  return (
    <>
      <Heading drawing={value}>
        <select
          aria-label="Dashboard"
          value={uid}
          onChange={({ target }) => window.location.assign(`/d/${target.value}`)}
        >
          {listing?.dashboards.map(({ uid: each, title }) => (
            <option key={each} value={each}>
              {title}
            </option>
          ))}
        </select>
        <select aria-label="Time" value={shown} onChange={({ target }) => setFrom(target.value)}>
          {[...new Set([shown, ...RANGES])].map((each) => (
            <option key={each} value={each}>
              {`Last ${each.replace("now-", "")}`}
            </option>
          ))}
        </select>
        <span>{`every ${String(refresh / 1000)} s`}</span>
      </Heading>
      {error !== undefined && <Alert title={error} severity="error" />}
      <Dashboard drawing={value} width={width} />
    </>
  );
}

/** The list of all dashboards. */
export function List() {
  const { value, error } = useFetched<Listing>("/api/dashboards");
  if (value === undefined) return <Wait error={error} />;
  return (
    <div className="list">
      <p className="not-grafana">
        This is not Grafana: the dashboards are drawn with Grafana&apos;s own components.
      </p>
      <h1>Dashboards</h1>
      {value.dashboards.map(({ uid, title, description }) => (
        <a key={uid} href={`/d/${uid}`}>
          <h2>{title}</h2>
          {description}
        </a>
      ))}
    </div>
  );
}

function Wait({ error }: { error: string | undefined }) {
  return error === undefined ? (
    <p className="wait">Asking Prometheus …</p>
  ) : (
    <div role="alert" className="wait">
      {error}
    </div>
  );
}

interface Fetched<T> {
  readonly value?: T;
  readonly error?: string;
}

/** Fetches one of this server's URLs, and again after each interval, except while the page is hidden. */
function useFetched<T>(url: string, everyMs?: number): Fetched<T> {
  const [fetched, setFetched] = useState<Fetched<T>>({});
  useEffect(() => {
    const over = new AbortController();
    const get = async (): Promise<void> => {
      if (document.hidden) return;
      try {
        const response = await fetch(url, { signal: over.signal });
        if (!response.ok) throw new Error(await response.text());
        setFetched({ value: (await response.json()) as T });
      } catch (error) {
        if (over.signal.aborted) return;
        const said = error instanceof Error ? error.message : String(error);
        setFetched((before) => ({ ...before, error: said }));
      }
    };
    void get();
    const timer = everyMs === undefined ? undefined : setInterval(() => void get(), everyMs);
    return () => {
      clearInterval(timer);
      over.abort();
    };
  }, [url, everyMs]);
  return fetched;
}

function useWidth(): number {
  const [width, setWidth] = useState(() => document.documentElement.clientWidth);
  useEffect(() => {
    // Not the window's width: a scroll bar takes some of it.
    const observer = new ResizeObserver(() => setWidth(document.documentElement.clientWidth));
    observer.observe(document.documentElement);
    return () => observer.disconnect();
  }, []);
  return width;
}

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000 };

function millisecondsOf(text: string | undefined): number | undefined {
  const [, number, unit = ""] = /^(\d+)([smh])$/.exec(text ?? "") ?? [];
  const factor = UNITS[unit];
  return factor === undefined ? undefined : Number(number) * factor;
}
