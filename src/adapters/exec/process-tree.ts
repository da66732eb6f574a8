// Ending a process with all that it started, also children that left its process group or its session.
import { spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { threadId } from 'node:worker_threads';

/** Environment variable that marks a started process and, by inheritance, all of its descendants. */
const markName = 'KEXCTS_PROCESS_TREE';

/** What is needed to find a process and its descendants again. */
export interface ProcessTree {
  /** Process id of the root, which on POSIX leads a process group and a session of its own. */
  readonly pid: number;
  readonly mark: string;
  /** Start time of the root in clock ticks since boot (Linux): descendants are never older. */
  readonly startedAt: number;
}

interface Row {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly session: number;
  readonly ended: boolean;
  readonly startedAt: number;
}

let marks = 0;

/** A fresh mark, and the environment that carries it to a process to be started. */
export function newMark(): { mark: string; env: Record<string, string> } {
  marks += 1;
  const mark = `${process.pid}-${threadId}-${marks}`;
  return { mark, env: { [markName]: mark } };
}

/** proc_pid_stat(5): the name is in parentheses and may hold anything, so what counts starts behind the last one. */
function readRow(pid: number): Row | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${pid}/stat`, 'latin1');
  } catch {
    return undefined;
  }
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const state = fields[0];
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    session: Number(fields[3]),
    ended: state === 'Z' || state === 'X',
    startedAt: Number(fields[19]),
  };
}

/** The tree of a process that was just started with an environment from {@link newMark}. */
export function processTree(pid: number, mark: string): ProcessTree {
  return { pid, mark, startedAt: process.platform === 'linux' ? (readRow(pid)?.startedAt ?? 0) : 0 };
}

function isMarked(pid: number, mark: string): boolean {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(`${markName}=${mark}`);
  } catch {
    return false;
  }
}

/** Living processes of the tree, root included (Linux; elsewhere none are found this way). */
function members(tree: ProcessTree): Row[] {
  if (process.platform !== 'linux') return [];
  let names: string[];
  try {
    names = readdirSync('/proc');
  } catch {
    return [];
  }
  const rows = new Map<number, Row>();
  for (const name of names) {
    const pid = Number(name);
    const row = Number.isInteger(pid) && pid > 1 && pid !== process.pid ? readRow(pid) : undefined;
    if (row !== undefined && row.startedAt >= tree.startedAt) rows.set(pid, row);
  }
  const descends = (row: Row): boolean => {
    const seen = new Set<number>();
    for (let at: Row | undefined = row; at !== undefined && !seen.has(at.pid); at = rows.get(at.parent)) {
      if (at.pid === tree.pid || at.group === tree.pid || at.session === tree.pid) return true;
      seen.add(at.pid);
    }
    return false;
  };
  return [...rows.values()].filter((row) => !row.ended && (descends(row) || isMarked(row.pid, tree.mark)));
}

/** Whether a process that was killed is on its way out still: without memory it bears no mark any more. */
function isStillThere({ pid, startedAt }: Row): boolean {
  const row = readRow(pid);
  return row !== undefined && !row.ended && row.startedAt === startedAt;
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // Gone already, or not ours to end.
  }
}

/** Asks the system to end all members found now; does not wait. For the last moment of the suite's own process. */
export function killTreeNow(tree: ProcessTree): void {
  if (process.platform === 'win32') {
    spawnSync('taskkill', ['/PID', String(tree.pid), '/T', '/F'], { stdio: 'ignore', windowsHide: true });
    return;
  }
  // Found before the kill: orphans can no longer be recognised by their parents.
  const found = members(tree);
  kill(-tree.pid);
  for (const { pid } of found) kill(pid);
}

/** Rounds of looking and killing, and the pause between two in milliseconds: half a second in all. */
const rounds = 100;
const pauseMs = 5;

/** Ends the root and all members, and comes back when none is left, or none that can be ended. Never rejects. */
export async function endTree(tree: ProcessTree): Promise<void> {
  if (process.platform === 'win32') {
    await new Promise<void>((resolve) => {
      const taskkill = spawn('taskkill', ['/PID', String(tree.pid), '/T', '/F'], {
        stdio: 'ignore',
        windowsHide: true,
        timeout: 5000,
      });
      taskkill.once('error', () => resolve());
      taskkill.once('exit', () => resolve());
    });
    return;
  }
  const killed: Row[] = [];
  for (let round = 0; round < rounds; round++) {
    const found = members(tree);
    // The group as a whole at first, so that nothing in it can start more; ids of single ones afterwards.
    if (round === 0) kill(-tree.pid);
    if (found.length === 0 && !killed.some(isStillThere)) return;
    for (const row of found) {
      kill(row.pid);
      killed.push(row);
    }
    await delay(pauseMs);
  }
}
