// Starts processes that keep its pipes open and ignore SIGTERM: one in its group, one in a session of its own, and
// one whose parent is gone. Tells their ids on standard error, and hangs, exits or goes on as its argument says.
import { spawn } from 'node:child_process';
import { answer, serve } from './line-server.mjs';

const stay = 'process.on("SIGTERM",()=>{});setInterval(()=>{},1000);process.stderr.write(process.pid+"\\n")';
const orphan = `require("node:child_process").spawn(process.execPath,["-e",${JSON.stringify(stay)}],{stdio:"inherit",detached:true}).unref()`;
const start = (script, detached) =>
  spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'inherit', 'pipe'], detached });

const children = [start(stay, false), start(stay, true), start(orphan, true)];
// Awaited before anything is read, so that a call's own time is short.
const told = await Promise.all(
  children.map(
    (child) => new Promise((resolve) => child.stderr.once('data', (text) => resolve(String(text).trim()))),
  ),
);

serve(({ id }) => {
  process.stderr.write(`${told.join(' ')}\n`, () => {
    if (process.argv[2] === 'hang') return;
    if (process.argv[2] === 'exit') process.exit(5);
    answer(id, { hr: 0, hDevice: told.join(' ') });
  });
});
