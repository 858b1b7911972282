import { join } from "node:path";

import ts from "typescript";

/** The file and the type that declare the settings. */
const DECLARED = { file: join(__dirname, "../../infra/settings/schema.ts"), type: "StackInput" };

/** A path in the settings: keys separated by dots; `[]` is an entry of a list, `*` one of a section with free keys. */
export type SettingPath = string;

/**
 * The comment on each setting's declaration, by path. TypeScript's own compiler finds it, so that editors show the
 * same. Settings without a comment are left out.
 *
 * @throws if the declaration is not found
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
