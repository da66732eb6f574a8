// Gives every answer twice, in one write.
import { print, serve } from './line-server.mjs';

serve(({ id }) => print(`{"jsonrpc":"2.0","id":${id},"result":{"hr":0,"hDevice":"d"}}\n`.repeat(2)));
