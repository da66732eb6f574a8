// Steps that npm's scripts share. Only Node's own modules: this runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** Runs a program in the project's folder and ends this one where it fails. */
export function must(program, args, options = {}) {
  const done = spawnSync(program, args, { cwd: root, stdio: 'inherit', ...options });
  if (done.error) {
    process.stderr.write(`could not start ${program}: ${done.error.message}\n`);
    process.exit(1);
  }
  if (done.status !== 0) process.exit(done.status ?? 1);
}

function npm(args) {
  // On Windows npm is a script, which only a shell starts; the arguments are fixed words.
  must('npm', args, { shell: process.platform === 'win32' });
}

/** Installs dependencies where the lock file's are not installed yet; otherwise nothing is asked of the network. */
export function install() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = join(root, 'node_modules', '.kexcts-lock');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  npm(['ci', '--no-audit', '--no-fund', '--loglevel=error']);
  writeFileSync(stamp, lock);
}

/** When something in a folder was last changed, added or removed. */
export function newest(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.mtimeMs;
  const within = readdirSync(path).filter((name) => name !== 'generated');
  return Math.max(stat.mtimeMs, ...within.map((name) => newest(join(path, name))));
}

/** Whether dist/ is newer than all sources. */
export function isBuilt() {
  const built = join(root, 'dist', 'cli.js');
  const sources = ['src', 'properties', 'scripts', 'spec'].map((name) => newest(join(root, name)));
  return existsSync(built) && statSync(built).mtimeMs > Math.max(...sources);
}

/** Builds dist/ where a source is newer. */
export function build() {
  if (!isBuilt()) must(process.execPath, ['scripts/build.mjs']);
}

/** Runs the built command line; returns its exit status. */
export function kexcts(args) {
  const done = spawnSync(process.execPath, [join(root, 'dist', 'cli.js'), ...args], {
    cwd: root,
    stdio: 'inherit',
  });
  return done.status ?? 1;
}
