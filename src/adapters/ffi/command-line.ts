// The runner's own command line.

export interface CommandLine {
  /** Path of the library. */
  readonly library: string;
  /** Milliseconds that one call may take before the process ends itself; 0: any number. */
  readonly watchdogMs: number;
}

const defaultWatchdogMs = 120_000;
const usage =
  'usage: ffi-runner [--watchdog MS] LIBRARY: loads a shared library that has the interface of kexcts_driver.h, and speaks ' +
  'the adapter protocol for it on standard input and output';

/** @throws Error with the usage. */
export function readCommandLine(args: readonly string[]): CommandLine {
  const rest = [...args];
  let watchdogMs = defaultWatchdogMs;
  if (rest[0] === '--watchdog') {
    const [, text = ''] = rest.splice(0, 2);
    if (!/^\d{1,9}$/.test(text)) throw new Error(`--watchdog takes milliseconds; got "${text}"\n${usage}`);
    watchdogMs = Number(text);
  }
  const [library, more] = rest;
  if (library === undefined || more !== undefined) throw new Error(`one library is expected\n${usage}`);
  return { library, watchdogMs };
}
