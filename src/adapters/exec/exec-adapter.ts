// Adapter `exec:COMMAND LINE`: a program of anyone's that speaks the adapter protocol.
import type { AdapterSettings } from '../../core/protocol/adapter.ts';
import { splitCommandLine } from './command-line.ts';
import { ProcessAdapter, type ProcessAdapterOptions } from './process-adapter.ts';

/**
 * The adapter for a command line.
 * @throws SuiteError `ADAPTER_COMMAND` where the command line cannot be split.
 */
export function execAdapter(
  commandLine: string,
  settings: AdapterSettings,
  options: ProcessAdapterOptions = {},
): ProcessAdapter {
  const command = splitCommandLine(commandLine);
  return new ProcessAdapter(`exec:${commandLine}`, { command }, settings, options);
}
