// Standard output and standard error that go away, or cannot be written to, while a command is at work.
import { exitStatus, reasonOf } from '../core/errors.ts';
import { plainText } from '../core/plain-text.ts';

/** Commands that only write on and on: without a reader there is nothing left to do. */
const streaming: readonly string[] = ['serve', 'vectors'];

/**
 * Lets a reader go away (`kexcts … | head`): what is written from then on is lost, and the command goes on to its verdict.
 * Standard output that fails for another reason, such as a full disk, is reported on standard error and in the exit status.
 * @param command the first word of the command line.
 */
export function guardOutput(command: string | undefined): void {
  let failed = false;
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE' || isDestroyed(error)) {
      if (streaming.includes(command ?? '')) process.exit(process.exitCode ?? exitStatus.holds);
      return;
    }
    if (failed) return;
    failed = true;
    const what = plainText(reasonOf(error), 300);
    process.stderr.write(
      `kexcts: expected to write to standard output, but ${what} [OUTPUT_WRITE]\n  make room, or send it elsewhere\n`,
    );
    process.once('exit', () => {
      process.exitCode = exitStatus.usage;
    });
  });
  // There is nowhere left to report it.
  process.stderr.on('error', () => undefined);
}

/** Of writes behind the one that found the stream gone. */
function isDestroyed({ code }: NodeJS.ErrnoException): boolean {
  return code === 'ERR_STREAM_DESTROYED' || code === 'ERR_STREAM_WRITE_AFTER_END';
}
