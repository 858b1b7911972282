import { misspelled, type Operator, type Place } from "../mistake";
import { declaredNames, usedNames } from "../names";
import { references } from "../references";

const misspellReference: Operator = {
  name: "misspell a reference",
  places: (stack) =>
    references(stack).map(({ of, at, owner, value, set }) => ({
      at: `${of}: ${at}`,
      make(chance) {
        const typo = misspelled(value, chance);
        set(typo);
        return [typo, owner];
      },
    })),
};

const misspellName: Operator = {
  name: "misspell a name",
  places: (stack) =>
    usedNames(stack).map(({ at, owner, value, set }) => ({
      at,
      make(chance) {
        const typo = misspelled(value, chance);
        set(typo);
        return [typo, owner];
      },
    })),
};

const dropThing: Operator = {
  name: "drop a thing that is used",
  places: (stack) =>
    usedNames(stack).flatMap(({ at, owner, drop }) => {
      if (!drop) return [];
      return {
        at,
        make() {
          drop();
          return [owner];
        },
      };
    }),
};

const shareName: Operator = {
  name: "give two things one name",
  places: (stack) => {
    const names = declaredNames(stack).filter(
      ({ of }) => !["file", "recording rule", "Secret key", "variable"].includes(of),
    );
    return names.flatMap((name) => {
      const others = names.filter(
        ({ scope, value }) => scope === name.scope && value !== name.value,
      );
      if (others.length === 0) return [];
      return {
        at: name.at,
        make(chance: number) {
          const { value, owner } = others[chance % others.length]!;
          name.set(value);
          return [owner];
        },
      };
    });
  },
};

const repeatThing: Operator = {
  name: "declare a thing twice",
  places: ({ routing, dashboards, ruleGroups, workloads: parts }) => [
    ...repeats(routing.receivers, "receiver", ({ name }) => name),
    ...repeats(routing.route.routes!, "route", ({ receiver }) => receiver),
    ...repeats(dashboards, "dashboard", ({ uid }) => uid),
    ...dashboards.flatMap(({ uid, panels }) =>
      repeats(panels, `panel of ${uid}`, ({ id }) => `${uid} ${String(id)}`),
    ),
    ...ruleGroups.flatMap(({ name, rules }) =>
      repeats(rules, `rule of ${name}`, (rule) => ("alert" in rule ? rule.alert : rule.record)),
    ),
    ...repeats(ruleGroups, "rule group", ({ name }) => name),
    ...repeats(parts, "part", ({ resource }) => resource.metadata.name),
  ],
};

function repeats<T>(list: T[], of: string, nameOf: (item: T) => string): readonly Place[] {
  return list.map((item, i) => ({
    at: `${of} ${i} ${nameOf(item)}`,
    make() {
      list.push(JSON.parse(JSON.stringify(item)) as T);
      return [nameOf(item)];
    },
  }));
}

/** Wrong names, and missing things. */
export const nameOperators: readonly Operator[] = [
  misspellReference,
  misspellName,
  dropThing,
  shareName,
  repeatThing,
];
