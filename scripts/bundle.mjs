// Makes scripts that Node runs of the sources.
import { chmodSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { newest, root } from './steps.mjs';

const options = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  legalComments: 'linked',
  external: ['koffi'],
  logLevel: 'warning',
  // CommonJS packages among what modules hold ask for Node's modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
};

/** Makes src/generated where it is missing or older than what it is made from. */
export async function generate() {
  const made = join(root, 'src', 'generated', 'validators.js');
  const from = ['spec/schema', 'scripts/generate-validators.mjs'].map((path) => newest(join(root, path)));
  const there = statSync(made, { throwIfNoEntry: false });
  if (there === undefined || there.mtimeMs < Math.max(...from)) await import('./generate-validators.mjs');
  await import('../src/5-report/html/generate-page.mjs');
}

/** Bundles the programs of the suite to a folder, which is made anew, with everything but Node's own modules inside. */
export async function bundleSuite(folder) {
  await generate();
  rmSync(folder, { recursive: true, force: true });
  await build({
    ...options,
    entryPoints: {
      cli: 'src/cli/main.ts',
      'observe-thread': 'src/3-observe/observe-thread.ts',
      index: 'src/suite/index.ts',
      'faults-thread': 'src/mutation/faults-thread.ts',
      'module-runner': 'src/adapters/module/runner.ts',
      'ffi-runner': 'src/adapters/ffi/runner.ts',
    },
    outdir: folder,
    splitting: true,
    // Threads and child processes find their entries beside the file that starts them, so chunks lie there too.
    chunkNames: 'chunk-[hash]',
  });
  chmodSync(join(folder, 'cli.js'), 0o755);
}

/** Bundles one module of src/ to a file. */
export async function bundleModule(source, outfile) {
  await generate();
  await build({ ...options, entryPoints: [join('src', source)], outfile });
}
