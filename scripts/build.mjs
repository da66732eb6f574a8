// Builds dist/: one bundle for each entry, with everything but Node's own modules inside, and the type declarations.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

await import('./generate-validators.mjs');
await import('../src/report/html/generate-page.mjs');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });

const result = await build({
  entryPoints: {
    cli: 'src/cli/main.ts',
    index: 'src/index.ts',
    'observe-thread': 'src/observe/observe-thread.ts',
    'faults-thread': 'src/faults/faults-thread.ts',
    'module-runner': 'src/adapters/module/runner.ts',
    'vectors-thread': 'src/vectors/stream/stream-thread.ts',
    'ffi-runner': 'src/adapters/ffi/runner.ts',
  },
  outdir: 'dist',
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Worker threads and child processes find their entries beside the file that starts them, so chunks lie there too.
  chunkNames: 'chunk-[hash]',
  legalComments: 'linked',
  external: ['koffi'],
  // Bundled CommonJS packages ask for Node's modules by require.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module';\nconst require = __createRequire(import.meta.url);",
  },
  metafile: true,
  logLevel: 'warning',
});
writeFileSync('dist/meta.json', JSON.stringify(result.metafile));
chmodSync('dist/cli.js', 0o755);

if (!process.argv.includes('--no-types')) {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}
