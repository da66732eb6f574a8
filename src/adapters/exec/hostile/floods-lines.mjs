// Answers properly, and then the same again without end.
import { print, serve } from './line-server.mjs';

serve(({ id }) => {
  for (;;) print(`{"jsonrpc":"2.0","id":${id},"result":{"hr":0,"hDevice":"d"}}\n`);
});
