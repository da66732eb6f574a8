// Writes zeros without ever ending the line.
import { print, serve } from './line-server.mjs';

serve(() => {
  const zeros = '0'.repeat(65_536);
  for (;;) print(zeros);
});
