// The programs for Windows, tested for real: under Wine where the system is not Windows.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startShownWine } from '../../native/test/windows-program.mjs';

const cli = 'dist/cli.js';
const onWindows = process.platform === 'win32';
const build = 'native/build';

/**
 * Faults that only a native driver can have. What is sent is cut down to cases that show the fault by `clause`, or one of the
 * `others`, with the verdicts that count as found.
 */
const faulty = [
  { name: 'reads-past-end', ...smoke('NCSKE-ERR-19'), finds: ['crash'] },
  { name: 'reads-before-size-check', ...smoke('NCSKE-ERR-19'), finds: ['crash'] },
  { name: 'writes-past-end', ...smoke('NCSKE-ERR-13'), finds: ['crash', 'fail'] },
  { name: 'keeps-pointer', ...smoke('NCSKE-OK-2'), finds: ['fail'] },
  { name: 'four-arguments', ...smoke('NCSKE-OK-1', '--dialect', 'wddm2.4'), finds: ['fail'] },
  // The threads have to meet, which they do in most of the cases; which clause shows it varies.
  {
    name: 'static-buffer',
    ...gate('NCSKE-TH-5', '--dialect', 'wddm2.4'),
    others: ['NCSKE-TH-2', 'NCSKE-ERR-3'],
    finds: ['warn', 'fail', 'flaky'],
  },
  { name: 'leaks-on-failure', ...gate('NCSKE-ERR-26'), finds: ['warn'] },
  { name: 'leaks-handles', ...gate('NCSKE-ERR-29'), finds: ['warn'] },
  { name: 'overflows-private', ...smoke('NCSKE-OK-9'), clause: 'NCSKE-ERR-20', finds: ['crash'] },
  { name: 'holds-lock', ...smoke('NCSKE-ERR-21', '--timeout', '1000'), finds: ['timeout'] },
  { name: 'sets-error', ...smoke('NCSKE-ERR-14'), finds: ['warn'] },
];

function smoke(clause, ...more) {
  return { clause, args: ['--level', 'smoke', '--clause', clause, '--strict', ...more] };
}

function gate(clause, ...more) {
  return { clause, args: ['--clause', clause, '--strict', ...more] };
}

/** Drivers that cannot be tested, and what the report must say of it. */
const notApplicable = [
  ['faulty-null-slot.dll', [], /slot 65 of the video table with sub-object id 2 is null/],
  [
    'faulty-null-slot.dll',
    ['--dialect', 'wddm2.4'],
    /slot 65 of the video table with sub-object id 7 is null/,
  ],
  ['faulty-no-oaep.dll', [], /does not offer the key-exchange type RSAES_OAEP .*lists: none/],
  ['faulty-no-video.dll', [], /RetrieveSubObject gave no video table/],
  ['faulty-fails-device.dll', [], /CreateDevice returned E_FAIL \(0x80004005\) \(pfnCreateDevice failed\)/],
  ['fake-runtime/dxgi.dll', [], /the driver exports no OpenAdapter10_2/],
  [
    'reference-umd.dll',
    ['--adapter-option', 'interface=0x000A0001'],
    /lists no interface .* it lists 0x000B000F00000000 0x000B002500010000/,
  ],
];

let shared;

/** The environment for programs for Windows. Parts share Wine's files and its server. */
function windowsEnvironment() {
  return (shared ??= freshEnvironment());
}

/** The same with files of Wine that nothing else uses. They go away with this process. */
export function freshEnvironment() {
  const env = { ...process.env };
  delete env.DISPLAY;
  if (onWindows) return env;
  env.WINEPREFIX = mkdtempSync(join(tmpdir(), 'kexcts-wine-'));
  process.on('exit', () => {
    spawnSync('wineserver', ['-k', '-w'], { env, stdio: 'ignore' });
    rmSync(env.WINEPREFIX, { recursive: true, force: true });
  });
  return env;
}

/** Makes Wine's files, before several parts ask for them at once. */
export async function prepareWine(test) {
  if (onWindows || test.lacks('running programs for Windows', 'wine', 'wineserver', 'Xvfb')) return;
  await test.check('Wine starts', 'wine', ['wineboot', '-i'], 0, { env: windowsEnvironment() });
}

/** Tests of the programs themselves. */
export async function ownTests(test) {
  await test.check('native: tests', 'make', ['-s', '-C', 'native', 'test'], 0, { env: windowsEnvironment() });
}

/** The suite in this environment, as one test. */
function suite(test, title, args, expected = 0, env = windowsEnvironment()) {
  return test.node(title, [cli, ...args], expected, { env });
}

const reportIn = (out) => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));

/** The reference driver conforms. */
export async function reference(test, dialect) {
  const adapter = ['--adapter', `umd:${build}/reference-umd.dll`];
  const out = ['--out', join(test.scratch, dialect)];
  await suite(test, `reference-umd: gate, strict, ${dialect}`, [
    'run',
    ...adapter,
    '--strict',
    '--dialect',
    dialect,
    ...out,
  ]);
}

/** What the programs do besides conforming, and that faulty drivers are found. */
export async function shortRuns(test) {
  const adapter = `umd:${build}/reference-umd.dll`;
  await suite(test, 'reference-umd: doctor', ['doctor', '--adapter', adapter]);
  const printing = ['--adapter', `umd:${build}/faulty-chatters.dll`, '--level', 'smoke', '--strict'];
  const out = ['--out', join(test.scratch, 'printing')];
  await suite(test, 'umd-host: what a driver prints is not on the wire', ['run', ...printing, ...out]);
  const short = [
    ...faulty.map((one) => () => catches(test, one)),
    ...notApplicable.map((one) => () => saysWhy(test, ...one)),
    () => withoutWine(test),
  ];
  const next = async () => {
    for (let run = short.shift(); run !== undefined; run = short.shift()) await run();
  };
  // Two at a time: much of a short run is waiting for Wine.
  await Promise.all([next(), next()]);
}

/** Runs the suite without showing it; gives the report and what was printed. */
async function quietRun(test, out, args, env = windowsEnvironment()) {
  const command = [cli, 'run', ...args, '--out', out];
  const { status, printed } = await test.command(process.execPath, command, { env, timeout: 120_000 });
  return { status, printed, report: existsSync(join(out, 'report.json')) ? reportIn(out) : undefined };
}

async function catches(test, { name, args, clause, others = [], finds }) {
  const out = join(test.scratch, `faulty-${name}`);
  const adapter = ['--adapter', `umd:${build}/faulty-${name}.dll`];
  const { status, printed, report } = await quietRun(test, out, [...adapter, ...args]);
  const found = report?.findings.some((one) =>
    one.clauses.some(({ id, verdict: broken }) => [clause, ...others].includes(id) && finds.includes(broken)),
  );
  const wrong =
    status !== 1 || !found
      ? `expected exit status 1 and ${[clause, ...others].join(' or ')} with ${finds.join(' or ')} among the findings; got ${status}, ${JSON.stringify(report?.summary)}`
      : '';
  test.verdict(`faulty driver ${name} is caught by ${clause}`, wrong, printed);
}

async function saysWhy(test, dll, more, reason) {
  const title = [`${dll}`, ...more].join(' ');
  const out = join(test.scratch, title.replace(/\W+/g, '-'));
  const args = ['--adapter', `umd:${build}/${dll}`, '--level', 'smoke', ...more];
  const { status, printed, report } = await quietRun(test, out, args);
  const said = report?.summary.verdict === 'not-applicable' && reason.test(report.summary.reason);
  const wrong = status === 3 && said ? '' : `expected exit status 3 and ${reason}; got ${status}`;
  test.verdict(`not applicable: ${title}`, wrong, printed);
}

async function withoutWine(test) {
  if (onWindows) return;
  const out = join(test.scratch, 'without-wine');
  const args = ['--adapter', `umd:${build}/reference-umd.dll`, '--level', 'smoke'];
  const nowhere = { ...windowsEnvironment(), KEXCTS_WINE: join(test.scratch, 'no-such-wine') };
  const { status, printed } = await quietRun(test, out, args, nowhere);
  const advises = status === 3 && /ADAPTER_START/.test(printed) && /apt-get install wine/.test(printed);
  test.verdict('umd: says what to install where there is no Wine', advises ? '' : `got ${status}`, printed);
  const none = await quietRun(test, out, ['--adapter', `umd:${build}/no-such-driver.dll`]);
  const missing = none.status === 3 && /there is no such file \[ADAPTER_START\]/.test(none.printed);
  test.verdict('umd: says that a DLL is not there', missing ? '' : `got ${none.status}`, none.printed);
}

/** Wine's Direct3D has no video device, with a display and all. */
export async function withoutVideo(test) {
  if (onWindows) return;
  // A desktop that was made without a display stays so while Wine's server lives.
  const env = { ...process.env, WINEPREFIX: join(test.scratch, 'wine') };
  const display = await startShownWine({ WINEDEBUG: '-all', WINEARCH: 'win64', ...env });
  env.DISPLAY = display.name;
  const out = join(test.scratch, 'd3d11');
  const run = ['run', '--adapter', 'd3d11', '--level', 'smoke', '--out', out];
  try {
    if (await suite(test, 'd3d11: not applicable under Wine', run, 3, env)) {
      const { reason } = reportIn(out).summary;
      const names = /QueryInterface\(ID3D11VideoDevice\) returned 0x80004002/.test(reason);
      test.verdict('d3d11: names the step that failed', names ? '' : reason);
    }
    await suite(test, 'd3d11: doctor, without a video device', ['doctor', '--adapter', 'd3d11'], 3, env);
  } finally {
    display.end();
    spawnSync('wineserver', ['-k', '-w'], { env, stdio: 'ignore' });
  }
}

/** Replacements of the runtime's libraries that have the reference driver behind them. */
export async function behindRuntime(test) {
  const host = [`${build}/fake-runtime/d3d11-host.exe`];
  const program = JSON.stringify(onWindows ? host : ['wine', ...host]);
  const env = { ...windowsEnvironment(), WINEDLLOVERRIDES: 'dxgi,d3d11,dxva2=n', WINEDEBUG: '-all' };
  const out = join(test.scratch, 'd3d11-through-a-runtime');
  const args = ['run', '--adapter', `exec:${program}`, '--strict', '--level', 'smoke', '--out', out];
  if (await suite(test, 'd3d11: a driver behind a runtime', args, 0, env)) {
    const seen = readFileSync(join(out, 'verdicts.ndjson'), 'utf8');
    const says = seen.includes('as seen through the Direct3D 11 runtime');
    test.verdict('d3d11: what was seen was seen through the runtime', says ? '' : 'no finding says so');
  }
}
