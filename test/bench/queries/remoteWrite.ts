/** A sample with its time in milliseconds. */
export type Sample = readonly [at: number, value: number];

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;

/** An encoded field of a TimeSeries: its number, its length and its content. */
function field(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, BYTES), varint(content.length), content]);
}

/** The labels of a TimeSeries. The receiver sorts them. */
export function encodedLabels(labels: Readonly<Record<string, string>>): Buffer {
  return Buffer.concat(
    Object.entries(labels).map(([name, value]) =>
      field(1, Buffer.concat([field(1, Buffer.from(name)), field(2, Buffer.from(value))])),
    ),
  );
}

/** The samples of a TimeSeries, in order of time. */
export function encodedSamples(samples: readonly Sample[]): Buffer {
  return Buffer.concat(
    samples.map(([at, value]) => {
      const double = Buffer.alloc(8);
      double.writeDoubleLE(value);
      const content = [tag(1, FIXED64), double, tag(2, VARINT), varint(at)];
      return field(2, Buffer.concat(content));
    }),
  );
}

/** A TimeSeries of a WriteRequest, made from the parts above. */
export function encodedSeries(...parts: readonly Buffer[]): Buffer {
  return field(1, Buffer.concat(parts));
}

/** A request body for Prometheus's remote write receiver: Snappy's block format, with a single literal. */
export function body(series: readonly Buffer[]): Buffer {
  const request = Buffer.concat(series);
  const length = Buffer.alloc(5);
  // A literal whose length minus one is in the next four bytes.
  length.writeUInt8(63 << 2);
  length.writeUInt32LE(request.length - 1, 1);
  return Buffer.concat([varint(request.length), length, request]);
}

function tag(number: number, type: number): Buffer {
  return Buffer.of((number << 3) | type);
}

/** @param value up to 2^53, which is enough for times in milliseconds */
function varint(value: number): Buffer {
  const bytes: number[] = [];
  let left = value;
  for (; left >= 0x80; left = Math.floor(left / 0x80)) bytes.push((left % 0x80) | 0x80);
  return Buffer.from([...bytes, left]);
}
