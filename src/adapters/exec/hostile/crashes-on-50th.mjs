// Ends itself by a signal on the 50th call.
import { answer, serve } from './line-server.mjs';

serve(({ id }, count) => {
  if (count === 50) {
    process.stderr.write('about to crash\n', () => process.kill(process.pid, 'SIGSEGV'));
    return;
  }
  answer(id, { hr: 0, hDevice: `device-${count}` });
});
