// Leaves the code that V8 compiles of the script in a short run beside it. Needs dist/ but for that.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { codeCachePath, loadScript } from '../dist/load-script.js';
import { root } from './steps.mjs';

const dist = join(root, 'dist');
const out = mkdtempSync(join(tmpdir(), 'kexcts-build-'));
const { script, entries } = loadScript(dist);
process.argv = [
  process.execPath,
  join(dist, 'cli.js'),
  'run',
  '--level',
  'smoke',
  '--workers',
  '1',
  '--out',
  join(out, 'run'),
];
await entries.cli();
rmSync(out, { recursive: true });
writeFileSync(codeCachePath(dist), script.createCachedData());
