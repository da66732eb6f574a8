// Answers with ids that no number holds.
import { print, serve } from './line-server.mjs';

serve(() => print(`{"jsonrpc":"2.0","id":1${'0'.repeat(400)},"result":{"hr":0,"hDevice":"d"}}\n`));
