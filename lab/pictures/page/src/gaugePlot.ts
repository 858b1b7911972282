import $ from "jquery";

/**
 * Grafana's Gauge calls the plot function of flot, a library that Grafana's server has and its packages lack. This
 * replacement draws only what the Gauge needs: two arcs, the thresholds around them, and the value in the middle.
 */
interface GaugeOptions {
  readonly gauge: {
    readonly min: number;
    readonly max: number;
    readonly width: number;
    readonly background: { readonly color: string };
  };
  readonly threshold: {
    /** Each color with the value where it ends. The first one only says where the scale starts. */
    readonly values: readonly { readonly value: number; readonly color: string }[];
    readonly show: boolean;
    readonly width: number;
  };
  readonly value: {
    readonly color: string;
    readonly formatter: () => string;
    readonly font: { readonly size: number; readonly family: string };
  };
}

/** The gauge is open at the bottom, as in Grafana. Angles in radians, clockwise from the right. */
const START = 0.9 * Math.PI;
const END = 2.1 * Math.PI;
/** The gap between the arcs and the thresholds, in pixels. */
const GAP = 2;

function plot(
  place: HTMLElement,
  [{ data }]: [{ data: [[number, number]] }],
  { series }: { series: { gauges: GaugeOptions } },
): void {
  const { gauge, threshold, value } = series.gauges;
  const { clientWidth, clientHeight } = place;
  const canvas = document.createElement("canvas");
  const ratio = window.devicePixelRatio;
  canvas.width = clientWidth * ratio;
  canvas.height = clientHeight * ratio;
  Object.assign(canvas.style, { width: `${clientWidth}px`, height: `${clientHeight}px` });
  place.replaceChildren(canvas);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(ratio, ratio);

  const around = threshold.show ? threshold.width : 0;
  // The arc extends below its center, by the sine of its ends.
  const below = Math.sin(START);
  const radius = Math.min(clientWidth / 2, clientHeight / (1 + below)) - around;
  const width = Math.min(gauge.width, radius / 2);
  const x = clientWidth / 2;
  const y = (clientHeight - (radius + around) * (1 + below)) / 2 + radius + around;
  const angleOf = (number: number) => {
    const share = (number - gauge.min) / (gauge.max - gauge.min);
    return START + (END - START) * Math.min(1, Math.max(0, Number.isNaN(share) ? 0 : share));
  };
  const arc = (from: number, to: number, outer: number, thick: number, color: string) => {
    if (to <= from || thick <= 0) return;
    context.beginPath();
    context.arc(x, y, outer - thick / 2, from, to);
    context.lineWidth = thick;
    context.strokeStyle = color;
    context.stroke();
  };
  arc(START, END, radius - GAP, width - GAP, gauge.background.color);
  arc(START, angleOf(data[0][1]), radius - GAP, width - GAP, value.color);
  if (threshold.show) {
    threshold.values.slice(1).forEach((level, i) => {
      const begin = threshold.values[i]?.value ?? gauge.min;
      arc(angleOf(begin), angleOf(level.value), radius + around, threshold.width, level.color);
    });
  }
  context.fillStyle = value.color;
  context.font = `500 ${value.font.size}px ${value.font.family}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.fillText(value.formatter(), x, y - GAP);
}

/** Installs the replacement for Grafana's Gauge. */
export function provideGaugePlot(): void {
  Object.assign($, { plot });
}
