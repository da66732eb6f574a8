// Exits with status 0 within an answer.
import { print, serve } from './line-server.mjs';

serve(({ id }) => {
  print(`{"jsonrpc":"2.0","id":${id},`);
  process.exit(0);
});
