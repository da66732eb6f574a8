// What exec:, ffi: and umd: cost beyond the driver: a call, beside a bare exchange of the same bytes over the same kind of pipe,
// and a crash, up to the first response of the process that replaces the ended one.
//   node scripts/bench/adapters.mjs
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { root } from '../steps.mjs';
import { load, median, scratch } from './measure.mjs';

const calls = 4000;
const rounds = 11;
const crashes = 15;
const method = 'NegotiateCryptoSessionKeyExchange';

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

/** Answers each line with one fixed answer under the line's id, by the same system calls as the runner of libraries. */
const bareProgram = `
import { readSync, writeSync } from 'node:fs';
const chunk = Buffer.alloc(65536);
const introduction = { protocol: 1, adapter: { name: 'echo', version: '1' }, driver: { name: 'none', version: '1' },
  dialects: ['d3d11.1'], capabilities: {} };
for (;;) {
  const size = readSync(0, chunk);
  if (size === 0) break;
  const head = chunk.latin1Slice(0, 60);
  const id = /"id":(\\d+)/.exec(head)[1];
  const result = head.includes('"initialize"') ? JSON.stringify(introduction) : '{"hr":2147942487,"overrun":0,"ns":500}';
  writeSync(1, '{"jsonrpc":"2.0","id":' + id + ',"result":' + result + '}\\n', null, 'latin1');
}
`;

const say = (what, value, unit, note = '') =>
  process.stdout.write(`${what.padEnd(44)}${value.padStart(7)} ${unit}   ${note}\n`);

/** Starts a program and exchanges lines with it, one at a time. */
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
  const ask = (name, params) =>
    new Promise((resolve) => {
      settle = resolve;
      const request = `{"jsonrpc":"2.0","id":${id++},"method":"${name}","params":${JSON.stringify(params)}}\n`;
      child.stdin.write(request);
    });
  return { ask, close: () => child.stdin.end() };
}

/** Exchanges with the runner of libraries, as far as a session; the parameters of a call. */
async function openSession(ask) {
  await ask('initialize', { protocol: 1, suite: { name: 'bench', version: '1' }, options: {} });
  const { hDevice } = JSON.parse(await ask('CreateDevice', {})).result;
  const guid = '00000000-0000-0000-0000-000000000000';
  const create = { hDevice, CryptoType: guid, DecodeProfile: guid, KeyExchangeType: guid };
  const { hCryptoSession } = JSON.parse(await ask('CreateCryptoSession', create)).result;
  return { hDevice, hCryptoSession, DataSize: 255, pData: '5a'.repeat(255) };
}

/** Microseconds of a call in each way. They take turns, so that what else the machine does falls on all alike. */
async function benchCall(openAdapter, settings, library) {
  const bareFile = join(scratch, 'bare.mjs');
  writeFileSync(bareFile, bareProgram);
  const bareCommand = [process.execPath, bareFile];
  const bare = exchange(bareCommand);
  const runner = exchange([process.execPath, join(root, 'dist', 'ffi-runner.js'), library]);
  const params = await openSession(runner.ask);
  const connection = await (await openAdapter(`exec:${JSON.stringify(bareCommand)}`, settings)).start();
  let ns = 0;
  const ways = {
    bare: () => bare.ask(method, params),
    exec: () => connection.call(method, params),
    ffi: async () => {
      ns += Number(/"ns":(\d+)/.exec(await runner.ask(method, params))[1]);
    },
  };
  const took = { bare: [], exec: [], ffi: [], driver: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const order = Object.keys(ways);
    if (round % 2 === 1) order.reverse();
    for (const way of order) {
      const from = performance.now();
      ns = 0;
      for (let turn = 0; turn < calls; turn += 1) await ways[way]();
      if (round === 0) continue; // warming up
      took[way].push(((performance.now() - from) * 1000) / calls);
      if (way === 'ffi') took.driver.push(ns / 1000 / calls);
    }
  }
  await connection.close();
  for (const { close } of [bare, runner]) close();
  const print = (what, values, note) => say(what, median(values).toFixed(1), 'µs', note);
  print('bare exchange, round trip', took.bare, 'same bytes, same system calls');
  print('exec: a call, round trip', took.exec);
  const beyondExec = took.exec.map((value, at) => value - took.bare[at]);
  print('exec: beyond the pipe', beyondExec, 'target: under 30 µs');
  print('ffi: a call, round trip', took.ffi);
  print('inside the driver', took.driver, 'as `ns` says');
  const beyondFfi = took.ffi.map((value, at) => value - took.bare[at] - took.driver[at]);
  print('ffi: beyond driver and pipe', beyondFfi, 'target: under 5 µs');
}

/** Milliseconds from sending the call that kills the process to the first answer of the next one. */
async function benchCrash(openAdapter, settings, specifier, params, target) {
  const adapter = await openAdapter(specifier, settings);
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
    const answer = await connection.call(method, { hDevice, hCryptoSession, DataSize: 256, ...params });
    if (answer.kind !== 'crash') throw new Error(`expected a crash, got ${JSON.stringify(answer)}`);
    await connection.close();
    connection = await adapter.start();
    ({ hDevice } = await answered(connection, 'CreateDevice', {}));
    took.push(performance.now() - from);
  }
  await connection.close();
  const note = `target: under ${target} ms; worst ${Math.max(...took).toFixed(0)} ms`;
  say(`${specifier.split(':')[0]}: a crash, to the next first answer`, median(took).toFixed(0), 'ms', note);
}

const { openAdapter } = await load('adapters/open.ts');
const settings = { options: {}, callTimeoutMs: 20_000 };
say('load of the machine', loadavg()[0].toFixed(1), '', 'round trips are worth something below 1');
const source = join(scratch, 'empty.c');
const library = join(scratch, 'libempty.so');
writeFileSync(source, emptyDriver);
const options = ['-O2', '-shared', '-fPIC', `-I${join(root, 'native', 'include')}`, '-o', library, source];
if (spawnSync('cc', options, { stdio: 'inherit' }).status === 0) {
  await benchCall(openAdapter, settings, library);
  await benchCrash(openAdapter, settings, `ffi:${library}`, { pData: null }, 50);
} else say('ffi:', 'none', '', 'without a C compiler (cc)');
const dll = join(root, 'native', 'build', 'faulty-reads-past-end.dll');
if (existsSync(dll)) {
  const params = { pData: '5a'.repeat(256), buffer: 'guard-after' };
  await benchCrash(openAdapter, settings, `umd:${dll}`, params, process.platform === 'win32' ? 50 : 1500);
} else say('umd:', 'none', '', 'without native/build: make -C native');
