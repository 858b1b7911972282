import { parseConfig } from "../../../infra/settings";
import { STACKS } from "../../../tools/render/render";
import { complete } from "../support/completeSettings";
import { missing, mutationsBy, OPERATORS, unknownKeys, type Mutation } from "../support/mutations";
import { faultOf } from "../support/refusal";

/** Settings without a default. */
const NEEDED =
  /^(environment|ingress\.(className|issuer|issuer\.acme\.email|authentication\.(url|signInUrl))|internalTls\.issuer|grafana|grafana\.url|grafana\.database\.host|grafana\.signIn\.\w+\.(clientId|tenantId|authUrl|tokenUrl|apiUrl|roles|bindDn|searchBaseDns|allowedOrganizations)|grafana\.signIn\.google\.allowedDomains|grafana\.signIn\.ldap\.(host|groupSearch\.(baseDns|filter))|notifications\.email\.(to|from|smarthost)|backend\.vehicleApi\.url|backend\.llm\.(baseUrl|model)|backend\.llm\.prices\.(prompt|completion)|objectStorage\.(type|bucket|endpoint)|remoteWrite\.\d+\.(name|url)|remoteWrite\.\d+\.auth\.(type|username)|notifications\.webhooks\.\d+\.(name|severities)|notifications\.maintenance\.\d+\.(name|times)|notifications\.maintenance\.\d+\.times\.\d+\.(start|end))$/;

let refused = 0;

describe.each(STACKS)("invalid settings of %s", (stack) => {
  const right = complete(stack);
  // One schema reads both stacks: every mistake is made only once, also for what the other stack sets.
  const known = stack === "prod" ? undefined : complete("prod");
  const check = (mutations: readonly Mutation[]) => {
    if (known === undefined) expect(mutations.length).toBeGreaterThan(0);
    expect(mutations.flatMap((each) => faultOf(stack, each) ?? [])).toEqual([]);
    refused += mutations.length;
  };

  it("do not include the complete valid ones, which are parsed unchanged", () => {
    expect(parseConfig(right, "here")).toEqual(right);
  });

  it.each(Object.entries(OPERATORS))("are rejected by name: %s", (_, operator) => {
    check(mutationsBy(operator, right, known));
  });

  it("are rejected by name: unknown or misspelled", () => {
    check(unknownKeys(right, known));
  });

  it("are rejected by name: missing", () => {
    // Other stacks have their own databases, and may have no receivers.
    const prods = /^((postgres|redis)\.host|notifications|notifications\.email)$/;
    check(missing(right, (path) => NEEDED.test(path) || (stack === "prod" && prods.test(path))));
  });
});

it("at least two hundred invalid settings are tested", () => {
  expect(refused).toBeGreaterThanOrEqual(200);
});
