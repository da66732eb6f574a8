// Builds dist/: bundles, plans that most runs ask for, and with --types the declarations of the public interface.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundleSuite } from './bundle.mjs';
import { must, root } from './steps.mjs';

const dist = join(root, 'dist');
await bundleSuite(dist);

// Plans that most runs ask for, as src/suite/built-plan.ts looks for them; made where no folder `regressions` adds to them.
// A contract that cannot be loaded is for the suite itself to report.
const { hash, mgfHash } = JSON.parse(readFileSync(join(root, 'spec/profiles/opm-sha512.json'), 'utf8'));
const plans = join(dist, 'plans');
mkdirSync(plans);
for (const level of ['smoke', 'gate']) {
  for (const dialect of ['d3d11.1', 'wddm2.4']) {
    const name = `${level}_${dialect}_1_${hash}_${mgfHash}.ndjson`;
    const args = ['plan', '--level', level, '--dialect', dialect, '--out', name];
    spawnSync(process.execPath, [join(dist, 'cli.js'), ...args], { cwd: plans, stdio: 'ignore' });
  }
}

if (process.argv.includes('--types'))
  must(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json']);
