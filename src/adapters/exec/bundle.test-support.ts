// Source bundled for a process of its own in a test, since a test must not depend on a build that ran before.
import { mkdir, mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'esbuild';
import { packageRoot } from '../../core/package-root.ts';

/** Bundles a source file of this package into a fresh folder under build/. */
export async function bundle(source: string): Promise<{ folder: string; file: string }> {
  await mkdir(join(packageRoot, 'build'), { recursive: true });
  const folder = await mkdtemp(join(packageRoot, 'build', 'test-'));
  const file = join(folder, 'bundle.mjs');
  await build({
    entryPoints: [join(packageRoot, source)],
    outfile: file,
    bundle: true,
    external: ['koffi'],
    platform: 'node',
    format: 'esm',
    target: 'node20.19',
    logLevel: 'error',
  });
  return { folder, file };
}
