// What modules bundled by esbuild begin with: CommonJS packages among what they hold ask for Node's modules by require.
export const moduleBanner = {
  js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
};
