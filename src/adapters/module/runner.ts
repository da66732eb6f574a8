// Entry of the process that an adapter module runs in: node module-runner.js PATH. Requests come on standard input,
// answers go to file descriptor 3, so that whatever the module or its native code prints stays off the wire.
import { writeSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { reasonOf } from '../../core/errors.ts';
import { ModuleServer } from './module-server.ts';
import { readModule, type AdapterModule } from './module-shape.ts';
import { LineReader, lineLimit } from '../../core/protocol/line-reader.ts';

const wire = 3;
const path = process.argv[2] ?? '';

async function load(): Promise<AdapterModule> {
  let exported: unknown;
  try {
    exported = await import(pathToFileURL(resolve(path)).href);
  } catch (thrown) {
    // Where a syntax error lies is said only on standard error, by its stack.
    console.error(thrown);
    throw new Error(`the module cannot be loaded: ${reasonOf(thrown)}`, { cause: thrown });
  }
  const adapter = readModule(exported);
  if (typeof adapter === 'string') throw new Error(`the module ${adapter}`);
  return adapter;
}

function write(line: string): void {
  const bytes = Buffer.from(line);
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(wire, bytes, at);
    } catch (thrown) {
      if (thrown instanceof Error && 'code' in thrown && thrown.code === 'EAGAIN') continue;
      // Nobody listens any more.
      process.exit(0);
    }
  }
}

const server = new ModuleServer(load, write);
const splitter = new LineReader(
  (line) => void server.receive(line.toString('utf8')),
  () => {
    console.error(`a request is longer than ${lineLimit} bytes`);
    process.exit(1);
  },
);
process.stdin.on('data', (chunk: Buffer) => splitter.push(chunk));
// At once, also in the middle of a call (adapter protocol, section 1).
process.stdin.on('end', () => process.exit(0));
