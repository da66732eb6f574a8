// Where the package's data (spec, vectors, native sources) lies, from the source tree and from dist alike.
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

function find(): { root: string; version: string } {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const manifest = join(folder, 'package.json');
    if (existsSync(manifest)) {
      const parsed = JSON.parse(readFileSync(manifest, 'utf8')) as { name?: string; version?: string };
      if (parsed.name === 'kexcts') return { root: folder, version: parsed.version ?? '0.0.0' };
    }
    const parent = dirname(folder);
    if (parent === folder) throw new Error('package.json of kexcts was not found above the running file');
    folder = parent;
  }
}

const found = find();

/** Absolute path of the folder that holds the package's package.json. */
export const packageRoot: string = found.root;
/** The suite's version, as in package.json. */
export const suiteVersion: string = found.version;

/** A file of the build: beside the running one, or in dist/ where the sources run as they are. */
export function builtFile(name: string): string {
  const beside = join(dirname(fileURLToPath(import.meta.url)), name);
  return existsSync(beside) ? beside : join(packageRoot, 'dist', name);
}
