// Adapter `module:PATH`: a JavaScript module that exports an adapter, in a Node process of its own.
import { statSync } from 'node:fs';
import { extname, resolve } from 'node:path';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { builtFile } from '../../core/package-root.ts';
import type { AdapterSettings } from '../../core/protocol/adapter.ts';
import { plainText } from '../../core/plain-text.ts';
import type { Command } from '../exec/command-line.ts';
import { ProcessAdapter, type ProcessAdapterOptions } from '../exec/process-adapter.ts';

/** The runner as it is built; see runner.ts. */
export const builtRunner: string = builtFile('module-runner.js');

const typescript = new Set(['.ts', '.mts', '.cts']);
const stripTypes = '--experimental-strip-types';

/** The options that Node needs to load the file. */
function nodeFlags(path: string): string[] {
  const strips = 'typescript' in process.features && process.features.typescript !== false;
  if (!typescript.has(extname(path)) || strips) return [];
  if (process.allowedNodeEnvironmentFlags.has(stripTypes)) return [stripTypes];
  throw new SuiteError(
    'ADAPTER_START',
    `the adapter module ${plainText(path, 200)} is TypeScript, and Node ${process.version} cannot strip types`,
    'compile it to JavaScript, or run the suite with Node 22.18 or later',
    exitStatus.undecided,
  );
}

function demandFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile()) return;
  throw new SuiteError(
    'ADAPTER_START',
    `the adapter module ${plainText(path, 200)} ${found === undefined ? 'does not exist' : 'is not a file'}`,
    'write module:PATH with the path of a JavaScript file, as seen from the current folder',
    exitStatus.undecided,
  );
}

/**
 * The adapter for a module; its shape is {@link AdapterModule} in module-shape.ts.
 * @param runner - the program that loads it, where it is not the built one
 * @throws SuiteError `ADAPTER_START` where there is no such file, or Node cannot read its kind. What is wrong inside of
 * it is reported at the start, as `ADAPTER_INITIALIZE`.
 */
export function moduleAdapter(
  path: string,
  settings: AdapterSettings,
  options: ProcessAdapterOptions = {},
  runner: string = builtRunner,
): ProcessAdapter {
  const file = resolve(path);
  demandFile(file);
  const command: Command = [process.execPath, ...nodeFlags(file), runner, file];
  return new ProcessAdapter(`module:${path}`, { command, answersOn: 3 }, settings, options);
}
