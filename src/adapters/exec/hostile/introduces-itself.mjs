// Answers `initialize` with its argument, which is JSON: a result, or {"error":…}.
import { answer, refuse, serve } from './line-server.mjs';

const given = JSON.parse(process.argv[2]);

serve(
  ({ id }) => answer(id, {}),
  ({ id }) =>
    given?.error === undefined ? answer(id, given) : refuse(id, given.error.code, given.error.message),
);
