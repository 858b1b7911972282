import { join } from "node:path";

import ts from "typescript";

/** Where the settings are declared, and under which name. */
const DECLARED = { file: join(__dirname, "../../infra/settings/schema.ts"), type: "StackInput" };

/** A path in the settings: keys with dots between; `[]` is an entry of a list, `*` one of a section with free keys. */
export type SettingPath = string;

/**
 * What the comment at each setting's declaration says, by its path, as TypeScript's own compiler attributes it, so that an
 * editor shows the same. Settings without a comment are left out.
 *
 * @throws where the declaration is not found
 */
export function settingComments(): ReadonlyMap<SettingPath, string> {
  const program = ts.createProgram([DECLARED.file], {
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    target: ts.ScriptTarget.ES2022,
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    types: ["node"],
  });
  const checker = program.getTypeChecker();
  const declaration = program
    .getSourceFile(DECLARED.file)
    ?.statements.filter(ts.isTypeAliasDeclaration)
    .find(({ name }) => name.text === DECLARED.type);
  if (!declaration) throw new Error(`${DECLARED.file} declares no type ${DECLARED.type}.`);
  return new Map(commentsIn(checker, checker.getTypeAtLocation(declaration), declaration, ""));
}

function* commentsIn(
  checker: ts.TypeChecker,
  type: ts.Type,
  at: ts.Node,
  path: SettingPath,
): Generator<readonly [SettingPath, string]> {
  for (const part of type.isUnion() ? type.types : [type]) {
    if (!(part.flags & ts.TypeFlags.Object)) continue;
    const entry = checker.isArrayLikeType(part)
      ? { key: "[]", type: checker.getIndexTypeOfType(part, ts.IndexKind.Number) }
      : { key: "*", type: checker.getIndexTypeOfType(part, ts.IndexKind.String) };
    if (entry.type) yield* commentsIn(checker, entry.type, at, below(path, entry.key));
    if (entry.key === "[]") continue;
    for (const property of checker.getPropertiesOfType(part)) {
      const own = below(path, property.name);
      const words = ts.displayPartsToString(property.getDocumentationComment(checker));
      if (words !== "") yield [own, words];
      yield* commentsIn(checker, checker.getTypeOfSymbolAtLocation(property, at), at, own);
    }
  }
}

function below(path: SettingPath, key: string): SettingPath {
  return path === "" ? key : `${path}.${key}`;
}
