// Answers with what it was told at `initialize`, and with its arguments.
import { answer, introduction, serve } from './line-server.mjs';

let told;

serve(
  ({ id }) => answer(id, { told, args: process.argv.slice(2) }),
  ({ id, params }) => {
    told = params;
    answer(id, introduction);
  },
);
