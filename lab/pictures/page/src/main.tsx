import { createTheme, ThemeContext } from "@grafana/data";
import { initPluginTranslations } from "@grafana/i18n";
import { GlobalStyles } from "@grafana/ui";
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";

import "uplot/dist/uPlot.min.css";
import "./page.css";
import { provideGaugePlot } from "./gaugePlot";
import { List, Live, Still } from "./pages";

const FONTS = ["400 12px Inter", "500 12px Inter", "400 12px 'Roboto Mono'"];
/** Dark, like Grafana's default, unless the URL has `theme=light`. */
const mode =
  new URLSearchParams(window.location.search).get("theme") === "light" ? "light" : "dark";
const theme = createTheme({ colors: { mode } });

/**
 * `/` lists the dashboards. `/d/<uid>` shows one and keeps it up to date; with `?still` it is drawn once, without
 * controls.
 */
function Page({ address: { pathname, searchParams } }: { address: URL }) {
  const [ready, setReady] = useState(false);
  useEffect(() => {
    // Before anything is drawn: text on a canvas does not change when its font is loaded later.
    void Promise.all(FONTS.map((font) => document.fonts.load(font))).then(() => setReady(true));
  }, []);
  if (!ready) return null;
  const uid = /^\/d\/([^/]+)$/.exec(pathname)?.[1];
  if (uid === undefined) return <List />;
  return searchParams.has("still") ? <Still uid={uid} /> : <Live uid={uid} />;
}

async function start(): Promise<void> {
  document.documentElement.dataset.theme = mode;
  // The path below which Grafana's components look for icons and fonts.
  Object.assign(window, { __grafana_public_path__: "/public/" });
  provideGaugePlot();
  await initPluginTranslations("grafana", []);
  const root = document.getElementById("page");
  if (root === null) throw new Error("The page has no element to draw in.");
  createRoot(root).render(
    <ThemeContext.Provider value={theme}>
      <GlobalStyles />
      <Page address={new URL(window.location.href)} />
    </ThemeContext.Provider>,
  );
}

void start();
