// Adapters `umd:DLL` and `d3d11[:ADAPTER]`: host programs of ours that reach a Windows driver where Windows does. On other
// systems they run under Wine. native/README.md describes how they work.
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { exitStatus, SuiteError } from '../../core/errors.ts';
import { packageRoot } from '../../core/package-root.ts';
import type { AdapterSettings } from '../../core/protocol/adapter.ts';
import { plainText } from '../../core/plain-text.ts';
import type { Command } from '../exec/command-line.ts';
import { ProcessAdapter, type ProcessAdapterOptions } from '../exec/process-adapter.ts';
import type { Launch } from '../exec/process-channel.ts';
import { warmWine, wineEnvironment, wineLoader } from './wine.ts';

/** Where the host programs are: as `make -C native` leaves them, or as they travel in the package. */
export const hostFolders: readonly string[] = [
  join(packageRoot, 'native', 'build'),
  join(packageRoot, 'dist', 'windows'),
];

/** Milliseconds until a host has to answer `initialize`: Wine starts slowly. */
const startTimeoutMs = 60_000;
/** On a busy machine Wine itself ends now and then before it has loaded the host; a driver that does so does it each time. */
const startAttemptsOnWine = 3;

function hostProgram(name: string, folders: readonly string[]): string {
  const paths = folders.map((folder) => join(folder, name));
  const found = paths.find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new SuiteError(
    'ADAPTER_START',
    `expected the host program at ${plainText(paths.join(' or '), 300)}; there is none`,
    'build it with `make -C native` (native/README.md names the packages that needs)',
    exitStatus.undecided,
  );
}

/** The command that starts a Windows program here. */
export function windowsCommand(
  program: string,
  args: readonly string[],
  platform: NodeJS.Platform = process.platform,
): Command {
  return platform === 'win32' ? [program, ...args] : [wineLoader(), program, ...args];
}

function hostAdapter(
  specifier: string,
  program: string,
  args: readonly string[],
  settings: AdapterSettings,
  options: ProcessAdapterOptions,
): ProcessAdapter {
  const command = windowsCommand(program, args);
  const onWindows = process.platform === 'win32';
  const launch: Launch = onWindows ? { command } : { command, env: wineEnvironment() };
  const underWine = onWindows ? {} : { prepare: warmWine, startAttempts: startAttemptsOnWine };
  return new ProcessAdapter(specifier, launch, settings, { startTimeoutMs, ...underWine, ...options });
}

/**
 * The adapter for a user-mode driver DLL, loaded through `OpenAdapter10_2`.
 * @throws SuiteError `ADAPTER_START` where there is no such file, or no host program.
 */
export function umdAdapter(
  path: string,
  settings: AdapterSettings,
  options: ProcessAdapterOptions = {},
  folders: readonly string[] = hostFolders,
): ProcessAdapter {
  const host = hostProgram('umd-host.exe', folders);
  const dll = resolve(path);
  if (statSync(dll, { throwIfNoEntry: false })?.isFile() !== true) {
    throw new SuiteError(
      'ADAPTER_START',
      `expected a driver DLL at ${plainText(path, 300)}; there is no such file`,
      'write umd:PATH with the path of the DLL, as seen from the current folder',
      exitStatus.undecided,
    );
  }
  return hostAdapter(`umd:${path}`, host, [dll], settings, options);
}

/** The adapter for the installed driver, through the Direct3D 11 runtime; `which` is an index, a LUID or a name. */
export function d3d11Adapter(
  which: string | undefined,
  settings: AdapterSettings,
  options: ProcessAdapterOptions = {},
  folders: readonly string[] = hostFolders,
): ProcessAdapter {
  const host = hostProgram('d3d11-host.exe', folders);
  const specifier = which === undefined ? 'd3d11' : `d3d11:${which}`;
  return hostAdapter(specifier, host, which === undefined ? [] : [which], settings, options);
}
