// Wine, which runs Windows programs on other systems. The first program of a Wine server also starts Wine's services, and
// ending that program's process tree ends half-started services as well; later programs hang. So the services
// are started beforehand, by a program that nobody ends.
import { spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exitStatus, reasonOf, SuiteError } from '../../core/errors.ts';
import { plainText } from '../../core/plain-text.ts';

/** Seconds that a Wine server stays behind the last program, for the next run to find it warm. */
const lingerSeconds = 60;
/** Milliseconds for Wine to start its services, and to make its folder where there is none yet. */
const warmUpMs = 120_000;

/** What starts Windows programs here. */
export function wineLoader(): string {
  return process.env['KEXCTS_WINE'] ?? 'wine';
}

/** The environment that Windows programs run in: Wine's own remarks are no text of the driver's, unless asked for. */
export function wineEnvironment(): Readonly<Record<string, string>> {
  return { WINEDEBUG: process.env['WINEDEBUG'] ?? '-all' };
}

/** Runs a program to its end. @throws what the system says where it cannot be started; a limit that is passed is no error. */
function run(program: string, args: readonly string[]): Promise<number | null> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { stdio: 'ignore', env: { ...process.env, ...wineEnvironment() } });
    // The option `timeout` of spawn keeps the process for its whole length where the program is not there.
    const timer = setTimeout(() => child.kill('SIGKILL'), warmUpMs);
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.once('exit', (status) => {
      clearTimeout(timer);
      resolve(status);
    });
  });
}

let warm: Promise<void> | undefined;

async function warmUp(): Promise<void> {
  const loader = wineLoader();
  try {
    await run(loader, ['--version']);
  } catch (thrown) {
    throw new SuiteError(
      'ADAPTER_START',
      `expected Wine, which runs Windows programs on this system; got "${plainText(reasonOf(thrown), 200)}"`,
      'install it (Debian: apt-get install wine wine64), name its loader in KEXCTS_WINE, or run the suite on Windows',
      exitStatus.undecided,
    );
  }
  // Wine makes the folder, but not the ones above it, and its server neither.
  mkdirSync(process.env['WINEPREFIX'] ?? join(homedir(), '.wine'), { recursive: true });
  await run('wineserver', [`-p${lingerSeconds}`]).catch(() => undefined);
  const status = await run(loader, ['wineboot']);
  if (status === 0) return;
  throw new SuiteError(
    'ADAPTER_START',
    `expected Wine to start; "${plainText(loader, 200)} wineboot" ${status === null ? `did not end within ${warmUpMs} ms` : `ended with status ${status}`}`,
    'run that by hand: it says more with WINEDEBUG unset; another WINEPREFIX makes a fresh folder',
    exitStatus.undecided,
  );
}

/**
 * Starts Wine's server and services, once for this process.
 * @throws SuiteError `ADAPTER_START` where there is no Wine, or it does not start.
 */
export function warmWine(): Promise<void> {
  return (warm ??= warmUp());
}
