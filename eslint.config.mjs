import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    ignores: [
      "**/*.mjs",
      "**/*.js",
      "**/dist/**",
      "out/**",
      "coverage/**",
      // Of packages that are not installed here: its own build checks its types.
      "lab/pictures/page/**",
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  ...tseslint.configs.stylisticTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
      "@typescript-eslint/consistent-type-definitions": "off",
      // A metric without labels is just that.
      "@typescript-eslint/no-generated-empty-object-type": "off",
      "@typescript-eslint/consistent-type-imports": "error",
    },
  },
  {
    // The inputs that Pulumi's mocks record are any.
    files: ["test/**"],
    rules: {
      "@typescript-eslint/no-non-null-assertion": "off",
      "@typescript-eslint/no-unsafe-assignment": "off",
      "@typescript-eslint/no-unsafe-member-access": "off",
      "@typescript-eslint/no-unsafe-return": "off",
    },
  },
);
