// What benchmarks share: the built command line, a folder for as long as they run, and how they measure.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleModule } from '../bundle.mjs';
import { build, install, root } from '../steps.mjs';

install();
build();

export const cli = join(root, 'dist', 'cli.js');

mkdirSync(join(root, 'build'), { recursive: true });
/** A folder inside the package, where modules find package.json. */
export const scratch = mkdtempSync(join(root, 'build', 'bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

/** The middle of several numbers. */
export function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}

/** A module of src/, bundled. */
export async function load(source) {
  const outfile = join(scratch, `${source.replaceAll('/', '-')}.mjs`);
  await bundleModule(source, outfile);
  return import(pathToFileURL(outfile).href);
}

/** Wall time of a run of Node in milliseconds. */
export function time(args) {
  const before = performance.now();
  const { status } = spawnSync(process.execPath, args, { stdio: 'ignore', cwd: root });
  if (status !== 0) throw new Error(`node ${args.join(' ')} ended with ${status}`);
  return performance.now() - before;
}
