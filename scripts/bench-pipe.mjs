// What a call over a pipe costs: through the suite's connection, beside a bare exchange of the same bytes with the
// same program. Both take turns in one run, so that the machine's moods fall on both alike.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { withBundle } from './bench-bundle.mjs';
import { root } from './steps.mjs';

const child = [process.execPath, join(root, 'scripts', 'echo-child.mjs')];
const method = 'NegotiateCryptoSessionKeyExchange';
const params = {
  hDevice: 'device-1',
  hCryptoSession: 'session-1',
  DataSize: 256,
  pData: '5a'.repeat(256),
};

/** Sends the same bytes as the connection would, and counts an answer when its line has ended. */
function bareExchange() {
  const echo = spawn(child[0], child.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  let settle;
  echo.stdout.on('data', (chunk) => {
    if (chunk[chunk.length - 1] === 0x0a) settle();
  });
  let id = 1;
  const rest = `,"method":"${method}","params":${JSON.stringify(params)}}\n`;
  return {
    call: () =>
      new Promise((resolve) => {
        settle = resolve;
        echo.stdin.write(`{"jsonrpc":"2.0","id":${id++}${rest}`);
      }),
    close: () =>
      new Promise((resolve) => {
        echo.once('exit', resolve);
        echo.stdin.end();
      }),
  };
}

async function microsecondsPerCall(call, calls) {
  const from = performance.now();
  for (let count = 0; count < calls; count++) await call();
  return ((performance.now() - from) * 1000) / calls;
}

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Microseconds of a call, as medians over rounds in which both ways take turns.
 * @param {{ rounds?: number, calls?: number }} size
 * @returns {Promise<{ connection: number, bare: number, beyond: number }>}
 */
export function benchPipe({ rounds = 15, calls = 2000 } = {}) {
  return withBundle('adapters/exec/exec-adapter.ts', async (bundle) => {
    const { execAdapter } = await import(pathToFileURL(bundle).href);
    const adapter = execAdapter(JSON.stringify(child), { options: {}, callTimeoutMs: 5000 });
    const connection = await adapter.start();
    const bare = bareExchange();
    const ways = { connection: () => connection.call(method, params), bare: bare.call };
    const answer = await ways.connection();
    if (answer.kind !== 'result') throw new Error(`the echo answered ${JSON.stringify(answer)}`);
    const taken = { connection: [], bare: [], beyond: [] };
    // The first round warms both up and does not count.
    for (let round = 0; round <= rounds; round++) {
      const order = round % 2 === 0 ? ['connection', 'bare'] : ['bare', 'connection'];
      const took = {};
      for (const way of order) took[way] = await microsecondsPerCall(ways[way], calls);
      if (round === 0) continue;
      taken.connection.push(took.connection);
      taken.bare.push(took.bare);
      taken.beyond.push(took.connection - took.bare);
    }
    await Promise.all([connection.close(), bare.close()]);
    return {
      connection: median(taken.connection),
      bare: median(taken.bare),
      beyond: median(taken.beyond),
    };
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { connection, bare, beyond } = await benchPipe();
  console.log(`a call over a pipe   ${connection.toFixed(1)} µs`);
  console.log(`bare echo            ${bare.toFixed(1)} µs   same bytes, same program`);
  console.log(`beyond the echo      ${beyond.toFixed(1)} µs   (target: under 30 µs)`);
}
