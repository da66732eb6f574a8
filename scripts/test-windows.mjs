// The programs for Windows, tested for real: under Wine where the system is not Windows. Part of `npm test`.
import { execFile, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startShownWine } from '../native/test/windows-program.mjs';
import { root } from './steps.mjs';
import { windowsNodeTests } from './test-windows-node.mjs';

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
  // The threads have to meet, which they do in most of the cases; what it shows in is the luck of the one that loses.
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

function runs(program) {
  const done = spawnSync(program, ['--version'], { stdio: 'ignore' });
  return done.error === undefined;
}

/** What is missing to run programs for Windows, in words. */
export function missingForWindows() {
  if (onWindows) return [];
  const wanted = [
    ['wine', 'wine (Debian: wine wine64)'],
    ['wineserver', 'wineserver (Debian: wine64)'],
    ['Xvfb', 'Xvfb (Debian: xvfb)'],
  ];
  return wanted.filter(([program]) => !runs(program)).map(([, words]) => words);
}

/**
 * Runs all tests of built programs.
 * @param check - runs a command as one test: name, program, arguments, expected status, options of the process
 * @param verdict - notes a test that was looked at here: name, and what is wrong or an empty text
 * @param leaveOut - notes what could not be tested: what, and why
 * @param scratch - an empty folder; Wine's own files go there too
 */
export async function windowsTests({ check, verdict, leaveOut, scratch }) {
  const prefix = join(scratch, 'wine');
  mkdirSync(prefix, { recursive: true });
  // A desktop that was made without a display stays so while Wine's server lives.
  const withDisplay = { env: { ...process.env, WINEPREFIX: `${prefix}-display` } };
  const environment = { env: { ...process.env, WINEPREFIX: prefix } };
  delete environment.env.DISPLAY;
  const node = (title, args, status = 0, options = environment) =>
    check(title, process.execPath, args, status, options);
  try {
    check('native: the reader of requests under the sanitizers', 'make', ['-s', '-C', 'native', 'fuzz']);
    check('native: tests', 'make', ['-s', '-C', 'native', 'test'], 0, environment);
    reference(node, scratch);
    const short = [
      ...faulty.map((one) => () => catches(verdict, scratch, environment, one)),
      ...notApplicable.map((one) => () => saysWhy(verdict, scratch, environment, ...one)),
      () => withoutWine(verdict, scratch, environment),
    ];
    const next = async () => {
      for (let run = short.shift(); run !== undefined; run = short.shift()) await run();
    };
    // Two at a time: much of a short run is waiting for Wine.
    await Promise.all([next(), next()]);
    if (!onWindows) {
      const display = await startShownWine({ WINEDEBUG: '-all', WINEARCH: 'win64', ...withDisplay.env });
      withDisplay.env.DISPLAY = display.name;
      withoutVideo(verdict, node, scratch, withDisplay);
      display.end();
    }
    behindRuntime(verdict, node, scratch, environment);
    if (!onWindows) {
      const why = windowsNodeTests({ verdict, scratch, environment });
      if (why !== undefined) leaveOut('the suite on a Windows build of Node', why);
    }
  } finally {
    if (!onWindows) {
      for (const { env } of [environment, withDisplay]) {
        if (existsSync(env.WINEPREFIX)) spawnSync('wineserver', ['-k', '-w'], { env, stdio: 'ignore' });
      }
    }
  }
}

const reportIn = (out) => JSON.parse(readFileSync(join(out, 'report.json'), 'utf8'));

function reference(node, scratch) {
  const adapter = `umd:${build}/reference-umd.dll`;
  node('reference-umd: doctor', [cli, 'doctor', '--adapter', adapter]);
  for (const dialect of ['d3d11.1', 'wddm2.4']) {
    const out = join(scratch, `reference-umd-${dialect}`);
    const args = ['run', '--adapter', adapter, '--strict', '--dialect', dialect, '--out', out];
    node(`reference-umd: gate, strict, ${dialect}`, [cli, ...args]);
  }
  const out = join(scratch, 'chatters');
  const args = ['run', '--adapter', `umd:${build}/faulty-chatters.dll`, '--level', 'smoke', '--strict'];
  node('umd-host: what a driver prints is not on the wire', [cli, ...args, '--out', out]);
}

/** Runs the suite without showing it; gives the report and what was printed. */
async function quietRun({ env }, out, args) {
  const command = [cli, 'run', ...args, '--out', out];
  const { status, printed } = await new Promise((resolve) => {
    const options = { cwd: root, env, timeout: 120_000, maxBuffer: 1 << 24 };
    execFile(process.execPath, command, options, (error, stdout, stderr) =>
      resolve({ status: error === null ? 0 : (error.code ?? error.signal), printed: `${stdout}\n${stderr}` }),
    );
  });
  return { status, printed, report: existsSync(join(out, 'report.json')) ? reportIn(out) : undefined };
}

async function catches(verdict, scratch, environment, { name, args, clause, others = [], finds }) {
  const out = join(scratch, `faulty-${name}`);
  const adapter = ['--adapter', `umd:${build}/faulty-${name}.dll`];
  const { status, printed, report } = await quietRun(environment, out, [...adapter, ...args]);
  const told = report?.findings.some((one) =>
    one.clauses.some(({ id, verdict: broken }) => [clause, ...others].includes(id) && finds.includes(broken)),
  );
  const wrong =
    status !== 1 || !told
      ? `expected exit status 1 and ${[clause, ...others].join(' or ')} with ${finds.join(' or ')} among the findings; got ${status}, ${JSON.stringify(report?.summary)}\n${printed}`
      : '';
  verdict(`faulty driver ${name} is caught by ${clause}`, wrong);
}

async function saysWhy(verdict, scratch, environment, dll, more, reason) {
  const title = [`${dll}`, ...more].join(' ');
  const out = join(scratch, title.replace(/\W+/g, '-'));
  const args = ['--adapter', `umd:${build}/${dll}`, '--level', 'smoke', ...more];
  const { status, printed, report } = await quietRun(environment, out, args);
  const said = report?.summary.verdict === 'not-applicable' && reason.test(report.summary.reason);
  const wrong = status === 3 && said ? '' : `expected exit status 3 and ${reason}; got ${status}\n${printed}`;
  verdict(`not applicable: ${title}`, wrong);
}

/** Wine's Direct3D has no video device. */
function withoutVideo(verdict, node, scratch, withDisplay) {
  const out = join(scratch, 'd3d11');
  const run = ['run', '--adapter', 'd3d11', '--level', 'smoke', '--out', out];
  if (node('d3d11: not applicable under Wine', [cli, ...run], 3, withDisplay)) {
    const { reason } = reportIn(out).summary;
    const truthful = /QueryInterface\(ID3D11VideoDevice\) returned 0x80004002/.test(reason);
    verdict('d3d11: names the step that failed', truthful ? '' : reason);
  }
  node('d3d11: doctor, without a video device', [cli, 'doctor', '--adapter', 'd3d11'], 3, withDisplay);
}

/** Stand-ins for the runtime that have the reference driver behind them. */
function behindRuntime(verdict, node, scratch, environment) {
  const host = [`${build}/fake-runtime/d3d11-host.exe`];
  const program = JSON.stringify(onWindows ? host : ['wine', ...host]);
  const env = { ...environment.env, WINEDLLOVERRIDES: 'dxgi,d3d11,dxva2=n', WINEDEBUG: '-all' };
  const through = join(scratch, 'd3d11-through-a-runtime');
  const args = ['run', '--adapter', `exec:${program}`, '--strict', '--level', 'smoke', '--out', through];
  if (node('d3d11: a driver behind a runtime', [cli, ...args], 0, { env })) {
    const seen = readFileSync(join(through, 'verdicts.ndjson'), 'utf8');
    const says = seen.includes('as seen through the Direct3D 11 runtime');
    verdict('d3d11: what was seen was seen through the runtime', says ? '' : 'no finding says so');
  }
}

async function withoutWine(verdict, scratch, { env }) {
  if (onWindows) return;
  const out = join(scratch, 'without-wine');
  const args = ['--adapter', `umd:${build}/reference-umd.dll`, '--level', 'smoke'];
  const nowhere = { env: { ...env, KEXCTS_WINE: join(scratch, 'no-such-wine') } };
  const { status, printed } = await quietRun(nowhere, out, args);
  const told = status === 3 && /ADAPTER_START/.test(printed) && /apt-get install wine/.test(printed);
  verdict('umd: says what to install where there is no Wine', told ? '' : `got ${status}\n${printed}`);
  const none = await quietRun({ env }, out, ['--adapter', `umd:${build}/no-such-driver.dll`]);
  const missing = none.status === 3 && /there is no such file \[ADAPTER_START\]/.test(none.printed);
  verdict('umd: says that a DLL is not there', missing ? '' : `got ${none.status}\n${none.printed}`);
}
