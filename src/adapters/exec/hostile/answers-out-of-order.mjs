// Declares `concurrent`, waits for three requests and answers the last one first. A method "crash" ends it.
import { answer, introduction, serve } from './line-server.mjs';

const asked = [];

serve(
  ({ id, method }) => {
    if (method === 'crash') process.exit(9);
    asked.unshift(id);
    if (asked.length === 3) for (const one of asked.splice(0)) answer(one, { hr: 0, hDevice: `d${one}` });
  },
  ({ id }) => answer(id, { ...introduction, capabilities: { concurrent: true } }),
);
