// The part of the protocol that every adapter in this folder keeps to, so that each file shows one kind of misconduct.
import { writeSync } from 'node:fs';

/** What they say of themselves. */
export const introduction = {
  protocol: 1,
  adapter: { name: 'line-server', version: '1' },
  driver: { name: 'none', version: '1' },
  dialects: ['d3d11.1'],
  capabilities: {},
};

/** Writes text as it stands, and comes back when it is in the pipe. */
export function print(text) {
  const bytes = Buffer.isBuffer(text) ? text : Buffer.from(text);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(1, bytes, at);
    } catch (thrown) {
      if (thrown.code === 'EPIPE') process.exit(0);
      if (thrown.code !== 'EAGAIN') throw thrown;
    }
  }
}

export function answer(id, result) {
  print(`${JSON.stringify({ jsonrpc: '2.0', id, result })}\n`);
}

export function refuse(id, code, message) {
  print(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code, message } })}\n`);
}

/**
 * Reads requests until the end of input, then exits with 0. `initialize` is answered unless `onInitialize` is given;
 * all others go to `onCall(request, count)`, counted from 1.
 */
export function serve(onCall, onInitialize = ({ id }) => answer(id, introduction)) {
  let rest = '';
  let count = 0;
  process.stdin.setEncoding('utf8');
  process.stdin.on('data', (chunk) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      const request = JSON.parse(line);
      if (request.method === 'initialize') onInitialize(request);
      else onCall(request, ++count);
    }
  });
  process.stdin.on('end', () => process.exit(0));
}
