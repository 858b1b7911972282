import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** Answers a request, given its query parameters. */
export type Answering = (response: ServerResponse, query: URLSearchParams) => void;

/** An HTTP server in this process with configurable answers, which records its requests. */
export interface FakeApi {
  readonly url: string;
  /** The query of each request, in order. */
  readonly asked: URLSearchParams[];
  answer: Answering;
  close(): Promise<void>;
}

/** Starts an API that gives one answer to every request, until it is changed. */
export async function fakeApi(answer: Answering): Promise<FakeApi> {
  const server = createServer((request, response) => {
    const { searchParams } = new URL(request.url!, "http://fake");
    api.asked.push(searchParams);
    api.answer(response, searchParams);
  });
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  const api: FakeApi = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked: [],
    answer,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
  return api;
}

export const json =
  (body: unknown, status = 200, headers: Record<string, string> = {}): Answering =>
  (response) =>
    void response
      .writeHead(status, { "Content-Type": "application/json", ...headers })
      .end(typeof body === "string" ? body : JSON.stringify(body));

/** Accepts the request and never answers. */
export const stall: Answering = () => undefined;

/** A listing in MarketCheck's format. */
export const listing = (vin: string, more: Record<string, unknown> = {}) => ({
  id: `${vin}-1`,
  vin,
  heading: "2021 Honda Civic",
  price: 12_345,
  miles: 40_000,
  build: { year: 2021, make: "Honda", model: "Civic", trim: "LX", body_type: "Sedan" },
  dealer: { name: "Elsewhere Motors", city: "Reno", state: "NV" },
  ...more,
});

export const listings = (...some: readonly unknown[]): Answering =>
  json({ num_found: some.length, listings: some });
