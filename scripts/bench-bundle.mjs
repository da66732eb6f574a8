// Modules of src/ that a benchmark drives by themselves.
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { bundleModule } from './bundle.mjs';
import { root } from './steps.mjs';

/**
 * Bundles a module to a folder inside the package, where it finds package.json, for as long as it is used.
 * @param {string} source below src/
 * @param {(path: string) => Promise<unknown>} use given the path of the bundle
 */
export async function withBundle(source, use) {
  await mkdir(join(root, 'build'), { recursive: true });
  const folder = await mkdtemp(join(root, 'build', 'bench-'));
  try {
    const outfile = join(folder, 'bundle.mjs');
    await bundleModule(source, outfile);
    return await use(outfile);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
