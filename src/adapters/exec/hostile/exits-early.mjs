// Answers once and then exits with status 7, before it is asked again.
import { answer, serve } from './line-server.mjs';

serve(({ id }) => {
  answer(id, { hr: 0, hDevice: 'device-1' });
  process.exit(7);
});
