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
function wineEnvironment(display) {
  const prefix = process.env.WINEPREFIX ?? path.join(tmpdir(), `kexcts-wine-${userInfo().uid}`);
  return {
    WINEDEBUG: '-all',
    WINEARCH: 'win64',
    ...process.env,
    WINEPREFIX: display ? `${prefix}-display` : prefix,
  };
}

const prepared = new Set();

/**
 * Makes Wine's folder, where there is none yet, and a server with all its services that outlives the single programs.
 * Where programs are to have a display, the first of them starts the server.
 */
export function prepareWindows({ display = false } = {}) {
  if (onWindows || prepared.has(display)) return;
  prepared.add(display);
  const env = wineEnvironment(display);
  const isNew = !existsSync(path.join(env.WINEPREFIX, 'system.reg'));
  if (display && !isNew) return;
  mkdirSync(env.WINEPREFIX, { recursive: true });
  const silent = { env: { ...env, DISPLAY: '' }, stdio: 'ignore' };
  if (!display) spawnSync('wineserver', ['-p60'], silent);
  const started = spawnSync(wineLoader(), ['wineboot'], silent);
  if (started.error) throw new Error(`no Wine: apt-get install wine wine64 (${started.error.message})`);
  if (display) spawnSync('wineserver', ['-k', '-w'], silent);
}

/** A child process with piped standard streams; with a display of its own where that is asked for. */
export function startWindowsProgram(file, args, { env = {}, display = false } = {}) {
  const wrapper = display ? ['xvfb-run', '--auto-servernum'] : [];
  const command = onWindows ? [file, ...args] : [...wrapper, wineLoader(), file, ...args];
  const environment = onWindows ? { ...process.env, ...env } : { ...wineEnvironment(display), ...env };
  return spawn(command[0], command.slice(1), { env: environment, stdio: ['pipe', 'pipe', 'pipe'] });
}
