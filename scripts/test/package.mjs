// The package as a vendor gets it: packed, installed from its tarball without a network, and run. Part of `.ci/full`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { must, root } from '../steps.mjs';

const onWindows = process.platform === 'win32';
const scratch = mkdtempSync(join(tmpdir(), 'kexcts-package-'));
const shell = onWindows;
const wine = join(scratch, 'wine');
const env = { ...process.env, WINEPREFIX: wine };

/** Runs the installed command in the vendor's folder. */
function run(title, args, expected) {
  process.stdout.write(`\n== ${title}\n`);
  const done = spawnSync('npx', ['--offline', 'kexcts', ...args], {
    cwd: scratch,
    stdio: 'inherit',
    env,
    shell,
  });
  if (done.status === expected) return;
  process.stderr.write(
    `FAILED: ${title}: expected exit status ${expected}, got ${done.status ?? done.signal}\n`,
  );
  process.exitCode = 1;
}

try {
  must('npm', ['pack', '--silent', '--pack-destination', scratch], { shell });
  const tarball = readdirSync(scratch).find((name) => name.endsWith('.tgz'));
  writeFileSync(join(scratch, 'package.json'), '{ "name": "vendor", "private": true }\n');
  // Neither the network nor npm's own cache: the package holds all that it needs.
  const empty = ['--offline', '--cache', join(scratch, 'cache'), '--no-audit', '--no-fund'];
  must('npm', ['install', ...empty, `./${tarball}`], { cwd: scratch, shell });
  run('the emulator', ['run', '--level', 'smoke', '--strict'], 0);
  const files = {
    library: ['implementations/openssl-c/build/libopenssl_driver.so', 'driver.so'],
    dll: ['native/build/reference-umd.dll', 'driver.dll'],
  };
  for (const [from, to] of Object.values(files)) {
    if (existsSync(join(root, from))) copyFileSync(join(root, from), join(scratch, to));
    else process.stdout.write(`left out: ${from} is not built\n`);
  }
  const smoke = ['run', '--level', 'smoke', '--strict', '--adapter'];
  if (existsSync(join(scratch, 'driver.so'))) run('a shared library', [...smoke, 'ffi:driver.so'], 0);
  if (existsSync(join(scratch, 'driver.dll'))) run('a driver for Windows', [...smoke, 'umd:driver.dll'], 0);
} finally {
  if (existsSync(wine)) spawnSync('wineserver', ['-k', '-w'], { env, stdio: 'ignore' });
  rmSync(scratch, { recursive: true, force: true });
}
