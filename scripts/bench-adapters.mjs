// What ffi: and umd: cost beyond the driver: a call, beside a bare exchange of the same bytes over the same kind of pipe, and
// a crash, up to the first answer of the process that takes the place of the dead one.
// node scripts/bench-adapters.mjs [--calls N]
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { withBundle } from './bench-bundle.mjs';
import { build, root } from './steps.mjs';

const calls = Number(process.argv[process.argv.indexOf('--calls') + 1] || 0) || 4000;
const rounds = 11;
const crashes = 15;

/** A driver whose key exchange does nothing at all, but for a null pointer, which it reads. */
const emptyDriver = `
#include <stddef.h>
#include "kexcts_driver.h"
static char object;
static kexcts_status createDevice(void **h) { *h = &object; return 0; }
static void destroyDevice(void *h) { (void)h; }
static kexcts_status caps(void *h, const struct kexcts_guid *a, const struct kexcts_guid *b, struct kexcts_caps *c) {
  (void)h, (void)a, (void)b, (void)c; return 0; }
static kexcts_status type(void *h, const struct kexcts_guid *a, const struct kexcts_guid *b, uint32_t i, struct kexcts_guid *c) {
  (void)h, (void)a, (void)b, (void)i, (void)c; return 0; }
static void certificateSize(void *h, const struct kexcts_certificate_info *i, uint32_t *s) { (void)h, (void)i; *s = 0; }
static void certificate(void *h, const struct kexcts_certificate_info *i, uint32_t s, uint8_t *c) { (void)h, (void)i, (void)s, (void)c; }
static kexcts_status createSession(void *h, const struct kexcts_guid *a, const struct kexcts_guid *b, const struct kexcts_guid *c, void **s) {
  (void)h, (void)a, (void)b, (void)c; *s = &object; return 0; }
static void destroySession(void *h, void *s) { (void)h, (void)s; }
static kexcts_status negotiate(void *h, void *s, uint32_t size, void *pData) {
  const volatile uint8_t *data = pData;
  (void)h, (void)s;
  return data == NULL ? *data : (kexcts_status)(size == 256 ? 0 : 0x80070057); }
const struct kexcts_driver *kexcts_get_driver(uint32_t version) {
  static const struct kexcts_driver driver = {.version = KEXCTS_DRIVER_VERSION, .size = sizeof driver, .name = "empty",
    .driverVersion = "1", .CreateDevice = createDevice, .DestroyDevice = destroyDevice, .GetContentProtectionCaps = caps,
    .GetCryptoKeyExchangeType = type, .GetCertificateSize = certificateSize, .GetCertificate = certificate,
    .CreateCryptoSession = createSession, .DestroyCryptoSession = destroySession, .NegotiateCryptoSessionKeyExchange = negotiate};
  return version == KEXCTS_DRIVER_VERSION ? &driver : NULL; }
`;

/** Answers each line with one fixed answer under the line's id, by the same system calls as the runner. */
const bareProgram = `
import { readSync, writeSync } from 'node:fs';
const chunk = Buffer.alloc(65536);
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) break;
  const id = /"id":(\\d+)/.exec(chunk.latin1Slice(0, 60))[1];
  writeSync(1, '{"jsonrpc":"2.0","id":' + id + ',"result":{"hr":2147942487,"overrun":0,"ns":500}}\\n', null, 'latin1');
}
`;

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const micro = (value) => `${value.toFixed(1)} µs`.padStart(10);
const milli = (value) => `${value.toFixed(0)} ms`.padStart(10);
const say = (what, value, note = '') => process.stdout.write(`${what.padEnd(44)}${value}   ${note}\n`);

/** Nanoseconds that the main thread of a process has run for (Linux); undefined elsewhere. */
function cpuNs(pid) {
  try {
    return Number(readFileSync(`/proc/${pid}/schedstat`, 'latin1').split(' ')[0]);
  } catch {
    return undefined;
  }
}

/** A process and a way to exchange lines with it, one at a time. */
function exchange(command) {
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  let settle;
  let text = '';
  child.stdout.on('data', (data) => {
    text += data.latin1Slice();
    if (!text.endsWith('\n')) return;
    const line = text;
    text = '';
    settle(line);
  });
  let id = 1;
  return {
    pid: child.pid,
    ask: (method, params) =>
      new Promise((resolve) => {
        settle = resolve;
        child.stdin.write(
          `{"jsonrpc":"2.0","id":${id++},"method":"${method}","params":${JSON.stringify(params)}}\n`,
        );
      }),
    close: () => child.stdin.end(),
  };
}

async function benchCall(library, bare) {
  const command = [process.execPath, join(root, 'dist', 'ffi-runner.js'), library];
  const ways = { ffi: exchange(command), bare: exchange([process.execPath, bare]) };
  await ways.ffi.ask('initialize', { protocol: 1, suite: { name: 'bench', version: '1' }, options: {} });
  const { hDevice } = JSON.parse(await ways.ffi.ask('CreateDevice', {})).result;
  const guid = '00000000-0000-0000-0000-000000000000';
  const create = { hDevice, CryptoType: guid, DecodeProfile: guid, KeyExchangeType: guid };
  const { hCryptoSession } = JSON.parse(await ways.ffi.ask('CreateCryptoSession', create)).result;
  const params = { hDevice, hCryptoSession, DataSize: 255, pData: '5a'.repeat(255) };
  const took = { ffi: [], bare: [], driver: [], ffiCpu: [], bareCpu: [] };
  for (let round = 0; round <= rounds; round += 1) {
    for (const way of round % 2 === 0 ? ['ffi', 'bare'] : ['bare', 'ffi']) {
      const { ask, pid } = ways[way];
      const cpu = cpuNs(pid);
      const from = performance.now();
      let ns = 0;
      for (let turn = 0; turn < calls; turn += 1) {
        const line = await ask('NegotiateCryptoSessionKeyExchange', params);
        ns += Number(/"ns":(\d+)/.exec(line)[1]);
      }
      if (round === 0) continue; // warming up
      took[way].push(((performance.now() - from) * 1000) / calls);
      if (cpu !== undefined) took[`${way}Cpu`].push((cpuNs(pid) - cpu) / 1000 / calls);
      if (way === 'ffi') took.driver.push(ns / 1000 / calls);
    }
  }
  for (const { close } of Object.values(ways)) close();
  const beyond = took.ffi.map((value, at) => value - took.bare[at] - took.driver[at]);
  say('ffi: a call, round trip', micro(median(took.ffi)));
  say('bare exchange, round trip', micro(median(took.bare)), 'same bytes, same system calls');
  say('inside the driver', micro(median(took.driver)), 'as `ns` says');
  say(
    'ffi: beyond driver and pipe',
    micro(median(beyond)),
    `target: under 5 µs; smallest ${micro(Math.min(...beyond)).trim()}`,
  );
  if (took.ffiCpu.length > 0) {
    const cpu = took.ffiCpu.map((value, at) => value - took.bareCpu[at] - took.driver[at]);
    say(
      'ffi: the same, as processor time',
      micro(median(cpu)),
      'of its main thread, whatever else the machine does',
    );
  }
}

/** Milliseconds from sending the call that kills the process to the first answer of the next one. */
async function benchCrash(openAdapter, specifier, params, expected) {
  const adapter = await openAdapter(specifier, { options: {}, callTimeoutMs: 20_000 });
  const answered = async (connection, method, what) => {
    const answer = await connection.call(method, what);
    if (answer.kind !== 'result') throw new Error(`${method}: ${JSON.stringify(answer)}`);
    return answer.result;
  };
  let connection = await adapter.start();
  let { hDevice } = await answered(connection, 'CreateDevice', {});
  const took = [];
  for (let turn = 0; turn < crashes; turn += 1) {
    const hCryptoSession = (
      await answered(connection, 'CreateCryptoSession', {
        hDevice,
        CryptoType: '9B6BD711-4F74-41C9-9E7B-0BE2D7D93B4F',
        DecodeProfile: '00000000-0000-0000-0000-000000000000',
        KeyExchangeType: 'C1949895-D72A-4A1D-8E5D-ED857D171520',
      })
    ).hCryptoSession;
    // The spare one is to be ready; in a run, cases lie between two crashes.
    await delay(1500);
    const from = performance.now();
    const answer = await connection.call('NegotiateCryptoSessionKeyExchange', {
      hDevice,
      hCryptoSession,
      ...params,
    });
    if (answer.kind !== expected) throw new Error(`expected a ${expected}, got ${JSON.stringify(answer)}`);
    await connection.close();
    connection = await adapter.start();
    ({ hDevice } = await answered(connection, 'CreateDevice', {}));
    took.push(performance.now() - from);
  }
  await connection.close();
  return took;
}

build();
await withBundle('adapters/open.ts', async (bundle) => {
  const scratch = dirname(bundle);
  say('load of the machine', loadavg()[0].toFixed(1).padStart(10), 'round trips are worth something below 1');
  const { openAdapter } = await import(pathToFileURL(bundle).href);
  const source = join(scratch, 'empty.c');
  const library = join(scratch, 'libempty.so');
  writeFileSync(source, emptyDriver);
  const options = ['-O2', '-shared', '-fPIC', `-I${join(root, 'native', 'include')}`, '-o', library, source];
  const compiled = spawnSync('cc', options, { stdio: 'inherit' });
  if (compiled.status === 0) {
    const bare = join(scratch, 'bare.mjs');
    writeFileSync(bare, bareProgram);
    await benchCall(library, bare);
    const took = await benchCrash(openAdapter, `ffi:${library}`, { DataSize: 256, pData: null }, 'crash');
    say(
      'ffi: a crash, to the next first answer',
      milli(median(took)),
      `target: under 50 ms; worst ${milli(Math.max(...took)).trim()}`,
    );
  } else say('ffi:', '      none', 'without a C compiler (cc)');
  const dll = join(root, 'native', 'build', 'faulty-reads-past-end.dll');
  if (existsSync(dll)) {
    const params = { DataSize: 256, pData: '5a'.repeat(256), buffer: 'guard-after' };
    const took = await benchCrash(openAdapter, `umd:${dll}`, params, 'crash');
    const target = process.platform === 'win32' ? '50 ms' : '1500 ms';
    say(
      'umd: a crash, to the next first answer',
      milli(median(took)),
      `target: under ${target}; worst ${milli(Math.max(...took)).trim()}`,
    );
  } else say('umd:', '      none', 'without native/build: make -C native');
});
