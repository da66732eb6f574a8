// Before `npm pack`: dist/, and the host programs that reach drivers for Windows, so that a vendor needs no compiler.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { must, root } from './steps.mjs';

const compiler = process.env.CC_WINDOWS ?? 'x86_64-w64-mingw32-gcc';
const has = (program) => spawnSync(program, ['--version'], { stdio: 'ignore' }).status === 0;

// npm gives the name of the tarball on standard output, and nothing else may stand there.
const output = { stdio: ['ignore', 2, 2] };
must(process.execPath, ['scripts/build.mjs', '--types'], output);
const missing = ['make', compiler].filter((program) => !has(program));
if (missing.length === 0) {
  const hosts = ['umd-host', 'd3d11-host'];
  must('make', ['-s', '-C', 'native', ...hosts], output);
  const folder = join(root, 'dist', 'windows');
  mkdirSync(folder, { recursive: true });
  for (const host of hosts)
    copyFileSync(join(root, 'native', 'build', `${host}.exe`), join(folder, `${host}.exe`));
} else {
  process.stderr.write(
    `kexcts: without ${missing.join(' and ')} the package has neither umd-host.exe nor d3d11-host.exe, which the ` +
      'adapters umd: and d3d11 need (Debian: apt-get install make gcc-mingw-w64-x86-64)\n',
  );
}
