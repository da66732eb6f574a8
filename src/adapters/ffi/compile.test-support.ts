// Shared libraries made from C in a test, where the machine has a compiler.
import { spawnSync } from 'node:child_process';
import { basename, join } from 'node:path';

/** Whether `cc` is there. Tests that need it are skipped without it; where CI is set, that fails the whole run. */
export const hasCompiler: boolean = spawnSync('cc', ['--version'], { stdio: 'ignore' }).status === 0;

/** Whether `cc` reads C++ too: its front end for that is a package of its own. */
export const hasCxxCompiler: boolean =
  spawnSync('cc', ['-x', 'c++', '-fsyntax-only', '-'], { input: '', stdio: ['pipe', 'ignore', 'ignore'] })
    .status === 0;

if (hasCompiler && !hasCxxCompiler) console.warn('tests that read C++ are skipped: cc has no C++ front end');
if (!hasCompiler) console.warn('tests that compile C are skipped: there is no C compiler named cc');

export interface Compilation {
  /** Macros to define. */
  readonly define?: readonly string[];
  /** More arguments for the compiler, such as libraries. */
  readonly args?: readonly string[];
  /** Name of the library, where it is not that of the source. */
  readonly name?: string;
}

/** Compiles a source into a shared library in a folder, and gives its path. */
export function compileLibrary(source: string, folder: string, how: Compilation = {}): string {
  const library = join(folder, `${how.name ?? basename(source, '.c')}.so`);
  const warnings = ['-std=c11', '-Wall', '-Wextra', '-Werror'];
  const macros = (how.define ?? []).map((macro) => `-D${macro}`);
  const args = [...warnings, ...macros, '-O1', '-shared', '-fPIC', '-pthread', '-o', library, source];
  const done = spawnSync('cc', [...args, ...(how.args ?? [])], { encoding: 'utf8' });
  if (done.status !== 0) throw new Error(`cc failed on ${source}:\n${done.stderr}`);
  return library;
}
