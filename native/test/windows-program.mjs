// Starts a Windows program: as it is on Windows, under Wine elsewhere.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const build = fileURLToPath(new URL('../build/', import.meta.url));

const onWindows = process.platform === 'win32';

/** Debian's wrapper `wine` says on each start that there is no 32-bit Wine; its loader does not. */
function wineLoader() {
  const loader = '/usr/lib/wine/wine64';
  return process.env.KEXCTS_WINE ?? (existsSync(loader) ? loader : 'wine');
}

/** A desktop that was made without a display stays so while the server lives: programs with one have a folder of their own. */
function wineEnvironment(shown) {
  const prefix = process.env.WINEPREFIX ?? path.join(tmpdir(), `kexcts-wine-${userInfo().uid}`);
  return {
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
    ...process.env,
    WINEPREFIX: shown ? `${prefix}-display` : prefix,
  };
}

const prepared = new Set();
let display;

/**
 * Starts an X server without a screen, and gives its display. (xvfb-run would have a status of its own where it cannot clean
 * up.) Whoever starts it ends it, with `end`.
 */
export async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '640x480x24', '-nolisten', 'tcp', '-ac', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.once('exit', (status) => reject(new Error(`Xvfb ended with status ${status}`)));
    server.stdio[3].once('data', (data) => resolve(String(data).trim()));
  });
  server.removeAllListeners('exit').unref();
  server.stdio[3].destroy();
  return { name: `:${number}`, end: () => server.kill() };
}

/**
 * Makes Wine's folder, where there is none yet, and a server with all its services that outlives the single programs.
 * Where programs are to have a display, the first of them starts the server.
 */
export async function prepareWindows({ display: shown = false } = {}) {
  if (onWindows || prepared.has(shown)) return;
  prepared.add(shown);
  if (shown) {
    display = await startDisplay();
    process.once('exit', display.end);
  }
  const env = wineEnvironment(shown);
  const isNew = !existsSync(path.join(env.WINEPREFIX, 'system.reg'));
  if (shown && !isNew) return;
  mkdirSync(env.WINEPREFIX, { recursive: true });
  const silent = { env: { ...env, DISPLAY: '' }, stdio: 'ignore' };
  if (!shown) spawnSync('wineserver', ['-p60'], silent);
  const started = spawnSync(wineLoader(), ['wineboot'], silent);
  if (started.error) throw new Error(`no Wine: apt-get install wine wine64 (${started.error.message})`);
  if (shown) spawnSync('wineserver', ['-k', '-w'], silent);
}

/** A child process with piped standard streams; on the display that was prepared where that is asked for. */
export function startWindowsProgram(file, args, { env = {}, display: shown = false } = {}) {
  const command = onWindows ? [file, ...args] : [wineLoader(), file, ...args];
  const where = shown && display !== undefined ? { DISPLAY: display.name } : {};
  const environment = onWindows
    ? { ...process.env, ...env }
    : { ...wineEnvironment(shown), ...where, ...env };
  return spawn(command[0], command.slice(1), { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
}
