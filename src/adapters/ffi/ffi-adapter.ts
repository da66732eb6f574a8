// Adapter `ffi:LIBRARY`: a shared library with the interface of native/include/kexcts_driver.h, in a Node process of its
// own.
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { builtFile } from '../../core/package-root.ts';
import type { AdapterSettings } from '../../core/protocol/adapter.ts';
import { plainText } from '../../core/plain-text.ts';
import type { Command } from '../exec/command-line.ts';
import { ProcessAdapter, type ProcessAdapterOptions } from '../exec/process-adapter.ts';

/** The runner as it is built; see runner.ts. */
export const builtRunner: string = builtFile('ffi-runner.js');

/** The process ends itself where nobody ends it: well behind the suite's own time limit of a call. */
function watchdogMs({ callTimeoutMs }: AdapterSettings): number {
  return Math.min(999_999_999, Math.max(120_000, Math.ceil(callTimeoutMs * 2)));
}

/**
 * The adapter for a shared library.
 * @param runner - the program that loads it, where it is not the built one
 * @throws SuiteError `ADAPTER_START` where there is no such file. What is wrong inside it is reported at the start, as
 * `ADAPTER_INITIALIZE`; where loading it ends the process, as `ADAPTER_START`.
 */
export function ffiAdapter(
  path: string,
  settings: AdapterSettings,
  options: ProcessAdapterOptions = {},
  runner: string = builtRunner,
): ProcessAdapter {
  const library = resolve(path);
  const found = statSync(library, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    throw new SuiteError(
      'ADAPTER_START',
      `the library ${plainText(path, 200)} ${found === undefined ? 'does not exist' : 'is not a file'}`,
      'write ffi:LIBRARY with the path of a shared library (.so, .dll, .dylib), as seen from the current folder',
      exitStatus.undecided,
    );
  }
  const command: Command = [process.execPath, runner, '--watchdog', String(watchdogMs(settings)), library];
  return new ProcessAdapter(`ffi:${path}`, { command }, settings, options);
}
