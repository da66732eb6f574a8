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
async function startDisplay() {
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

/** What asks for a device; the answer names one where Wine has found the display. */
const question = [
  '{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocol":1,"suite":{"name":"kexcts","version":"0"},"options":{}}}',
  '{"jsonrpc":"2.0","id":2,"method":"CreateDevice","params":{}}',
  '',
].join('\n');

/** Starts the host and has it make a device. Resolves to the process, which goes on; or to nothing, and it has ended. */
async function startAnswering(options) {
  const host = spawn(wineLoader(), [path.join(build, 'd3d11-host.exe')], {
    ...options,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  host.stdin.on('error', () => undefined).write(question);
  const answer = await new Promise((resolve) => {
    let text = '';
    const limit = setTimeout(() => resolve(text), 30_000);
    host.stdout.on('data', (data) => {
      text += data;
      if (text.split('\n').length > 2) resolve(text);
    });
    host.once('close', () => resolve(text));
    host.once('close', () => clearTimeout(limit));
    limit.unref();
  });
  // Nothing of it keeps the caller from ending.
  for (const handle of [host, host.stdin, host.stdout]) handle.unref();
  if (answer.includes('"hDevice"')) return host;
  host.kill('SIGKILL');
  return undefined;
}

/**
 * An X server, and a Wine server on it that has been seen to make a device. Wine's desktop closes a second behind the last
 * program that uses it, and one that starts meanwhile comes up without the display: so the program that made the device
 * stays until the end.
 * @param env - with WINEPREFIX, of a folder that no program without a display uses
 */
export async function startShownWine(env) {
  for (let attempt = 1; ; attempt += 1) {
    const started = await startDisplay();
    const options = { env: { ...env, DISPLAY: started.name }, stdio: 'ignore' };
    // One that still runs belongs to a display that is gone.
    spawnSync('wineserver', ['-k', '-w'], options);
    spawnSync('wineserver', ['-p60'], options);
    spawnSync(wineLoader(), ['wineboot'], options);
    const host = await startAnswering(options);
    const end = () => {
      host?.kill('SIGKILL');
      started.end();
    };
    if (host !== undefined || attempt === 10) return { name: started.name, end };
    end();
  }
}

/** Makes Wine's folder, where there is none yet, and a server with all its services that outlives the single programs. */
export async function prepareWindows({ display: shown = false } = {}) {
  if (onWindows || prepared.has(shown)) return;
  prepared.add(shown);
  const env = wineEnvironment(shown);
  mkdirSync(env.WINEPREFIX, { recursive: true });
  if (shown) {
    display = await startShownWine(env);
    process.once('exit', display.end);
    return;
  }
  const silent = { env: { ...env, DISPLAY: '' }, stdio: 'ignore' };
  spawnSync('wineserver', ['-p60'], silent);
  const started = spawnSync(wineLoader(), ['wineboot'], silent);
  if (started.error) throw new Error(`no Wine: apt-get install wine wine64 (${started.error.message})`);
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
