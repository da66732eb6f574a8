// The other end of scripts/bench-pipe.mjs: answers every line with a result of fixed length under the line's own id.
import { writeSync } from 'node:fs';

const newline = 0x0a;
const initialize = Buffer.from('"method":"initialize"');
const introduction = {
  protocol: 1,
  adapter: { name: 'echo-child', version: '1' },
  driver: { name: 'none', version: '1' },
  dialects: ['d3d11.1'],
  capabilities: {},
};

function answer(line) {
  const id = /"id":(\d+)/.exec(line.latin1Slice(0, 60))?.[1] ?? '0';
  const result = line.includes(initialize) ? JSON.stringify(introduction) : '{"hr":2147942487}';
  writeSync(1, `{"jsonrpc":"2.0","id":${id},"result":${result}}\n`);
}

let rest = Buffer.alloc(0);
process.stdin.on('data', (chunk) => {
  let bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
  for (let end = bytes.indexOf(newline); end >= 0; end = bytes.indexOf(newline)) {
    answer(bytes.subarray(0, end));
    bytes = bytes.subarray(end + 1);
  }
  rest = bytes;
});
