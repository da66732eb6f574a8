// The emulator behind a program that misbehaves at its N-th request: for testing that a run survives any driver.
// usage: node misbehaving-proxy.mjs CLI MODE N
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const [cli, mode, at] = process.argv.slice(2);
const driver = spawn(process.execPath, [cli, 'serve'], { stdio: ['pipe', 'pipe', 'inherit'] });
driver.stdout.pipe(process.stdout);
let requests = 0;

const misbehaviours = {
  crash() {
    process.stderr.write('about to crash \u001b[31mred\n');
    process.exit(139);
  },
  hang() {
    // Nothing is answered any more, and input is still read.
  },
  garbage() {
    process.stdout.write('not json <script>alert(1)</script>\n');
  },
  flood() {
    process.stdout.write('x'.repeat(3 << 20));
  },
  'wrong-id'(line) {
    process.stdout.write(
      `${JSON.stringify({ jsonrpc: '2.0', id: JSON.parse(line).id + 1000, result: {} })}\n`,
    );
  },
};

createInterface({ input: process.stdin })
  .on('line', (line) => {
    requests += 1;
    if (requests >= Number(at)) misbehaviours[mode](line);
    else driver.stdin.write(`${line}\n`);
  })
  .on('close', () => driver.stdin.end());
driver.on('exit', (code) => process.exit(code ?? 1));
