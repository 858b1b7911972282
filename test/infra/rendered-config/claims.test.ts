import fc from "fast-check";
import { search } from "jmespath";

import { claimPath, rolePath, signInSections } from "../../../infra/rendered-config/grafanaSignIn";
import { toIni } from "../../../infra/rendered-config/ini";
import { signInSettings } from "../../../infra/settings/signIn";

const BASE = {
  clientId: "grafana",
  authUrl: "https://sign-in.dealer.io/authorize",
  tokenUrl: "https://sign-in.dealer.io/token",
  apiUrl: "https://sign-in.dealer.io/userinfo",
};

/** A value of an ini file as Grafana's parser, go-ini, reads it: https://github.com/go-ini/ini, readValue. */
function readByGrafana(line: string): string {
  const value = line.slice(line.indexOf("=") + 1).trim();
  expect(value).not.toMatch(/^`|^"""|[#;]|\\$|%\(|\$/);
  const quoted = /^(["']).*\1$/.test(value) && value.length >= 2;
  return quoted ? value.slice(1, -1) : value;
}

function oauthOf(groupsClaim: string | string[], roles: object) {
  const signIn = signInSettings.parse({ genericOauth: { ...BASE, groupsClaim, roles } });
  const lines = toIni(signInSections(signIn)).split("\n");
  const of = (key: string) => readByGrafana(lines.find((line) => line.startsWith(`${key} =`))!);
  return {
    path: of("groups_attribute_path"),
    role: of("role_attribute_path"),
    allowed: of("allowed_groups"),
  };
}

/** A provider's answer about a user, with some groups in a claim. */
const saying = (claim: readonly string[], groups: readonly string[]): object =>
  claim.reduceRight<unknown>((inner, name) => ({ [name]: inner, sub: "x" }), groups) as object;

const NAMES = [
  ["https://dealer.io/claims/groups"],
  ["cognito:groups"],
  ["custom.groups"],
  ["resource_access", "grafana.dealer.io", "roles"],
  ["resource_access", "my-client", "roles"],
  ['a "quoted" one'],
  ["https://dealer.io/claims#groups;v=1", "100%(x)s", "$__file{x}", "`a`", "back\\slash"],
];

it.each(NAMES.map((claim) => ({ claim })))("finds groups at $claim", ({ claim }) => {
  const { path, role } = oauthOf(claim, { admin: ["Platform Operations"], viewer: ["/sales"] });
  expect(search(saying(claim, ["/sales", "others"]), path)).toEqual(["/sales", "others"]);
  expect(search(saying(claim, ["/sales"]), role)).toBe("Viewer");
  expect(search(saying(claim, ["/sales", "Platform Operations"]), role)).toBe("Admin");
  expect(search(saying(claim, ["/other"]), role) ?? []).toEqual([]);
  expect(search({ sub: "x" }, role) ?? []).toEqual([]);
});

it("finds groups in claims of any name", () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 30 })
    .filter((text) => /^[^\s\p{Cc}](?:[^\p{Cc}]*[^\s\p{Cc}])?$/u.test(text));
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 4 }), (claim) => {
      const { path, role } = oauthOf(claim, { editor: ["second hand cars"] });
      expect(search(saying(claim, ["second hand cars"]), path)).toEqual(["second hand cars"]);
      expect(search(saying(claim, ["second hand cars"]), role)).toBe("Editor");
    }),
  );
});

it("reads a dotted string as a path of nested names", () => {
  expect(claimPath("realm_access.roles")).toBe("realm_access.roles");
  expect(rolePath({ admin: ["ops"] }, claimPath("groups"))).toBe("groups[?@ == 'ops'] && 'Admin'");
});

it.each([
  "CN=Grafana Admins,OU=Groups,DC=dealer,DC=io",
  "Operations (EU)",
  "[ops]",
  "/platform/ops",
  "team:sre|eu",
  "Prüfer & Söhne",
])("gives the group %s its role", (group) => {
  const { role, allowed } = oauthOf("groups", { admin: [group], viewer: ["b"] });
  expect(search(saying(["groups"], [group]), role)).toBe("Admin");
  expect(search(saying(["groups"], ["b"]), role)).toBe("Viewer");
  const listed: unknown = allowed.startsWith("[") ? JSON.parse(allowed) : allowed.split(" ");
  expect(listed).toEqual([group, "b"]);
});

it.each(["*", "ops-*", " ops", "it's", "100%", "a;b", "a#b", "", "a\tb"])(
  "rejects the group %j",
  (group) => {
    const roles = { viewer: [group] };
    expect(signInSettings.safeParse({ genericOauth: { ...BASE, roles } }).success).toBe(false);
  },
);

it("renders the allowed groups as JSON if a name contains a space", () => {
  expect(oauthOf("groups", { viewer: ["a", "b"] }).allowed).toBe("a b");
  const { allowed } = oauthOf("groups", { viewer: ["second hand", "b"] });
  // pkg/util/strings.go: a value that starts with a bracket is JSON.
  expect(JSON.parse(allowed)).toEqual(["second hand", "b"]);
});

it.each(["https://dealer.io/groups", "a-b", "a..b", "cognito:groups", "", []])(
  "rejects %j, which is not a path",
  (groupsClaim) => {
    const found = signInSettings.safeParse({
      genericOauth: { ...BASE, groupsClaim, roles: { viewer: ["a"] } },
    });
    expect(found.error!.issues[0]!.message).toContain("or a list of literal names");
  },
);
