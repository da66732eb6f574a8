// Loads the script that holds the suite, with the code that V8 compiled of it when it was built: to load as many modules,
// and to compile them, takes longer than all else before the first verdict.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { constants, Script } from 'node:vm';
import type { entries } from './entries.ts';

/** The script's name: a function expression of `require`, `module` and the script's own address. */
const name = 'kexcts-script.js';

/** What the script is called with in place of what modules have. */
type Scope = (require: NodeJS.Require, module: { exports: unknown }, url: string) => void;

export interface LoadedScript {
  readonly script: Script;
  readonly entries: typeof entries;
}

/** Where compiled code lies: bytecode is of one version of Node on one kind of machine. */
export function codeCachePath(folder: string): string {
  return join(folder, `${name}.${process.version}-${process.platform}-${process.arch}.code-cache`);
}

/**
 * Loads the script of a folder. Without compiled code, or where V8 rejects it, the script is compiled anew.
 * @param folder absolute path
 */
export function loadScript(folder: string): LoadedScript {
  const path = join(folder, name);
  const script = new Script(readFileSync(path, 'utf8'), {
    filename: path,
    cachedData: compiledCode(folder),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  const module: { exports: unknown } = { exports: {} };
  (script.runInThisContext() as Scope)(createRequire(path), module, pathToFileURL(path).href);
  return { script, ...(module.exports as Pick<LoadedScript, 'entries'>) };
}

function compiledCode(folder: string): Buffer | undefined {
  try {
    return readFileSync(codeCachePath(folder));
  } catch {
    return undefined;
  }
}
