// An adapter module whose calls are named after what they do wrong; CreateDevice alone is as it should be.
import { writeSync } from 'node:fs';

let devices = 0;

const calls = {
  CreateDevice: () => ({ hr: 0, hDevice: `device-${++devices}` }),
  DestroyDevice: () => undefined,
  'test/print': () => {
    console.log('{"jsonrpc":"2.0","id":2,"result":{"hr":0}}');
    process.stdout.write('unfinished');
    writeSync(1, ' native');
    return {};
  },
  'test/exit': () => process.exit(3),
  'test/loop': () => {
    console.error('round and round');
    for (;;);
  },
  'test/never': () => new Promise(() => undefined),
  'test/throw': () => {
    throw new TypeError('no such thing');
  },
  'test/throw-null': () => {
    throw null;
  },
  'test/number': () => 7,
  'test/bigint': () => ({ size: 1n }),
  'test/long': () => ({ more: 'x'.repeat(1024 * 1024) }),
  'test/late': async () => {
    void Promise.reject(new Error('too late'));
    return new Promise(() => undefined);
  },
};

export default {
  async introduce(options) {
    return {
      adapter: { name: 'misbehaves', version: '1' },
      driver: { name: options.name ?? 'none', version: '1' },
      dialects: ['d3d11.1'],
      capabilities: { concurrent: options.concurrent === 'yes' },
    };
  },
  async call(method, params) {
    if (method === 'test/wait')
      return new Promise((resolve) => setImmediate(resolve, { order: params.order }));
    const call = calls[method];
    if (call === undefined) throw { code: -32601, message: `no ${method} here` };
    return call();
  },
};
