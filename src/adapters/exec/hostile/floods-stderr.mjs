// Answers every call, after a megabyte on standard error that ends with a known word.
import { writeSync } from 'node:fs';
import { answer, serve } from './line-server.mjs';

const text = Buffer.from(`${'noise '.repeat(170_000)}the end\n`);

serve(({ id }, count) => {
  for (let at = 0; at < text.length;) {
    try {
      at += writeSync(2, text, at);
    } catch (thrown) {
      if (thrown.code !== 'EAGAIN') throw thrown;
    }
  }
  if (count === 2) process.exit(1);
  answer(id, { hr: 0, hDevice: 'd' });
});
