// Builds dist/: bundles with everything but Node's own modules inside, what makes starting fast, and the type declarations.
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { moduleBanner } from './module-banner.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
process.chdir(root);

await import('./generate-validators.mjs');
await import('../src/report/html/generate-page.mjs');

rmSync('dist', { recursive: true, force: true });
mkdirSync('dist', { recursive: true });

const shared = {
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  legalComments: 'linked',
  external: ['koffi'],
  logLevel: 'warning',
};

// All commands are one script, which src/cli/launch/load-script.ts calls as the function that it is.
await build({
  ...shared,
  entryPoints: { 'kexcts-script': 'src/cli/launch/entries.ts' },
  outdir: 'dist',
  format: 'cjs',
  define: { 'import.meta.url': 'scriptUrl' },
  banner: { js: '(function (require, module, scriptUrl) {"use strict";' },
  footer: { js: '})' },
});

await build({
  ...shared,
  entryPoints: {
    cli: 'src/cli/launch/cli.ts',
    'observe-thread': 'src/cli/launch/observe-thread.ts',
    'load-script': 'src/cli/launch/load-script.ts',
    index: 'src/index.ts',
    'faults-thread': 'src/faults/faults-thread.ts',
    'module-runner': 'src/adapters/module/runner.ts',
    'vectors-thread': 'src/vectors/stream/stream-thread.ts',
    'ffi-runner': 'src/adapters/ffi/runner.ts',
  },
  outdir: 'dist',
  splitting: true,
  format: 'esm',
  // Worker threads and child processes find their entries beside the file that starts them, so chunks lie there too.
  chunkNames: 'chunk-[hash]',
  banner: moduleBanner,
});
chmodSync('dist/cli.js', 0o755);

// Plans that most runs ask for, as src/run/built-plan.ts looks for them; made where no folder `regressions` adds to them.
// A contract that cannot be loaded is for the suite itself to report.
const { hash, mgfHash } = JSON.parse(readFileSync('spec/profiles/opm-sha512.json', 'utf8'));
mkdirSync('dist/plans');
for (const level of ['smoke', 'gate']) {
  for (const dialect of ['d3d11.1', 'wddm2.4']) {
    const name = `${level}_${dialect}_1_${hash}_${mgfHash}.ndjson`;
    const args = ['plan', '--level', level, '--dialect', dialect, '--out', name];
    spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
      cwd: 'dist/plans',
      stdio: 'ignore',
    });
  }
}

// Compiled code of the script; without it starting takes longer, and nothing else is different.
spawnSync(process.execPath, [join(root, 'scripts', 'make-code-cache.mjs')], { stdio: 'ignore' });

if (!process.argv.includes('--no-types')) {
  const tsc = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    stdio: 'inherit',
  });
  if (tsc.status !== 0) process.exit(tsc.status ?? 1);
}
