import { change, type Change, type Fact } from "../change";
import type { Model } from "../model/model";
import { placeOf } from "../model/place";
import { listed } from "../words/text";
import type { KubernetesManifest } from "../../render/objects";

interface PolicyRule {
  readonly apiGroups?: readonly string[];
  readonly resources?: readonly string[];
  readonly resourceNames?: readonly string[];
  readonly nonResourceURLs?: readonly string[];
  readonly verbs: readonly string[];
}

interface Subject {
  readonly kind: string;
  readonly name: string;
  readonly namespace?: string;
}

/** An account's permissions: verbs by target, such as `pods in monitoring`. */
type Grants = Map<string, Set<string>>;

const NOTHING: Grants = new Map();

/** Permissions that accounts gain or lose, regardless of which roles grant them. */
export function permissionChanges(before: Model, after: Model): readonly Change[] {
  const [was, is] = [grantsOf(before), grantsOf(after)];
  const [roles, newRoles] = [rolesOf(before).map(holderOf), rolesOf(after).map(holderOf)];
  // A role that was bound for the first time, or is no longer bound, is reported with its accounts.
  const regiven = (holder: string) =>
    roles.includes(holder) && newRoles.includes(holder) && was.has(holder) !== is.has(holder);
  return [...new Set([...was.keys(), ...is.keys()])].flatMap((account) => {
    if (regiven(account)) return [];
    const [old, now] = [was.get(account) ?? NOTHING, is.get(account) ?? NOTHING];
    const more = grantFacts("may", beyond(now, old));
    const fewer = grantFacts("may no longer", beyond(old, now));
    return [
      ...(more.length > 0 ? [change("permission", account, more, { rank: "access" })] : []),
      ...(fewer.length > 0 ? [change("permission", account, fewer)] : []),
    ];
  });
}

/** The fields of roles and bindings that are reported as permissions of accounts, and not as fields. */
export const GRANTING: Readonly<Record<string, readonly string[]>> = {
  Role: ["rules"],
  ClusterRole: ["rules"],
  RoleBinding: ["subjects", "roleRef"],
  ClusterRoleBinding: ["subjects", "roleRef"],
};

function grantsOf({ objects }: Model): ReadonlyMap<string, Grants> {
  const all = [...objects.values()];
  const accounts = new Map<string, Grants>();
  const bound = new Set<KubernetesManifest>();
  for (const binding of all.filter(({ kind }) => /^(Cluster)?RoleBinding$/.test(kind))) {
    const { subjects = [], roleRef } = binding as unknown as {
      readonly subjects?: readonly Subject[];
      readonly roleRef: { readonly kind: string; readonly name: string };
    };
    const { namespace } = binding.metadata;
    const role = all.find(
      ({ kind, metadata }) =>
        kind === roleRef.kind &&
        metadata.name === roleRef.name &&
        (kind === "ClusterRole" || metadata.namespace === namespace),
    );
    if (role) bound.add(role);
    for (const subject of subjects) {
      const grants = accountOf(accounts, subjectText(subject, namespace));
      if (role) grant(grants, role, namespace);
      else add(grants, `whatever ${roleRef.kind} ${roleRef.name} allows${where(namespace)}`, "do");
    }
  }
  for (const role of rolesOf({ objects }).filter((each) => !bound.has(each))) {
    grant(accountOf(accounts, holderOf(role)), role, role.metadata.namespace);
  }
  return accounts;
}

function rolesOf({ objects }: Pick<Model, "objects">): readonly KubernetesManifest[] {
  return [...objects.values()].filter(({ kind }) => /^(Cluster)?Role$/.test(kind));
}

/** A placeholder for the accounts of a role that is not bound. */
function holderOf(role: KubernetesManifest): string {
  return `whoever is given ${role.kind} ${placeOf(role)}`;
}

function grant(grants: Grants, role: KubernetesManifest, namespace?: string): void {
  for (const rule of (role.rules ?? []) as readonly PolicyRule[]) {
    const names = rule.resourceNames ? ` ${rule.resourceNames.join(", ")}` : "";
    const things = [
      ...(rule.resources ?? []).flatMap((resource) =>
        (rule.apiGroups ?? [""]).map((group) => (group === "" ? resource : `${resource}.${group}`)),
      ),
      ...(rule.nonResourceURLs ?? []),
    ];
    for (const thing of things) {
      for (const verb of rule.verbs) add(grants, `${thing}${names}${where(namespace)}`, verb);
    }
  }
}

function where(namespace?: string): string {
  return namespace === undefined ? " in the whole cluster" : ` in ${namespace}`;
}

/** The permissions that the others lack. */
function beyond(grants: Grants, others: Grants): Grants {
  const more: Grants = new Map();
  for (const [thing, verbs] of grants) {
    for (const verb of verbs) {
      if (others.get(thing)?.has(verb) !== true) add(more, thing, verb);
    }
  }
  return more;
}

function grantFacts(may: string, grants: Grants): readonly Fact[] {
  const things = new Map<string, string[]>();
  for (const [thing, verbs] of grants) {
    const words = listed([...verbs]);
    things.set(words, [...(things.get(words) ?? []), thing]);
  }
  return [...things].map(([verbs, what]) => ({ what: `${may} ${verbs} ${listed(what)}` }));
}

function accountOf(accounts: Map<string, Grants>, name: string): Grants {
  const grants = accounts.get(name) ?? new Map<string, Set<string>>();
  accounts.set(name, grants);
  return grants;
}

function add(grants: Grants, thing: string, verb: string): void {
  grants.set(thing, (grants.get(thing) ?? new Set()).add(verb));
}

function subjectText({ kind, name, namespace }: Subject, own?: string): string {
  return kind === "ServiceAccount" ? `${namespace ?? own ?? ""}/${name}` : `${kind} ${name}`;
}
