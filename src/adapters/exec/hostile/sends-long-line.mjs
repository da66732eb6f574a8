// Answers with a line of 1 MiB, as long as a line may be, and then with one byte more.
import { print, serve } from './line-server.mjs';

const limit = 1024 * 1024;

serve(({ id }, count) => {
  const head = `{"jsonrpc":"2.0","id":${id},"result":{"hr":0,"hDevice":"d","more":"`;
  const tail = '"}}';
  const length = limit - head.length - tail.length + (count - 1);
  print(`${head}${'x'.repeat(length)}${tail}\n`);
});
