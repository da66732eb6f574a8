// Takes a call, says so on standard error, and never answers; it ignores polite signals and the end of input.
import { serve } from './line-server.mjs';

process.on('SIGTERM', () => undefined);
serve(() => {
  process.stderr.write('thinking\n', () => {
    for (;;);
  });
});
