// What is installed beside the suite, and what it is good for. Only Node itself is needed.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { plainText } from '../core/plain-text.ts';

interface Tool {
  readonly name: string;
  /** Names of programs, any of which will do. */
  readonly programs: readonly string[];
  /** How it prints its version, in few words and without a window. */
  readonly version: readonly string[];
  readonly purpose: string;
}

export interface FoundTool {
  readonly name: string;
  readonly purpose: string;
  /** Absent: not installed. */
  readonly path?: string;
  /** First line of what it says of itself, safe to print. */
  readonly version?: string;
}

const tools: readonly Tool[] = [
  {
    name: 'openssl',
    programs: ['openssl'],
    version: ['version'],
    purpose: 'the reference measure of npm run bench',
  },
  {
    name: 'C compiler',
    programs: ['cc', 'gcc', 'clang'],
    version: ['--version'],
    purpose: 'builds implementations/openssl-c and the native libraries',
  },
  { name: 'make', programs: ['make'], version: ['--version'], purpose: 'builds implementations and native' },
  {
    name: 'MinGW compiler',
    programs: ['x86_64-w64-mingw32-gcc'],
    version: ['--version'],
    purpose: 'builds Windows programs elsewhere than on Windows',
  },
  { name: 'Wine', programs: ['wine', 'wine64'], version: ['--version'], purpose: 'runs them there' },
  { name: 'Spin', programs: ['spin'], version: ['-V'], purpose: 'checks the model that spec export writes' },
  {
    name: 'Chromium',
    programs: ['chromium', 'chromium-browser', 'google-chrome', 'chrome'],
    version: ['--version'],
    purpose: 'looks at HTML reports in tests',
  },
  { name: 'Python', programs: ['python3', 'python'], version: ['--version'], purpose: 'adapters in Python' },
  { name: 'Go', programs: ['go'], version: ['version'], purpose: 'adapters in Go' },
  { name: 'Rust', programs: ['cargo'], version: ['--version'], purpose: 'adapters in Rust' },
  { name: 'Java', programs: ['javac'], version: ['-version'], purpose: 'adapters in Java' },
];

const versionMs = 5000;

/** Where a program lies on PATH. */
function findProgram(program: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter).filter((folder) => folder !== '');
  const endings = process.platform === 'win32' ? ['.exe', '.cmd', '.bat'] : [''];
  for (const folder of folders) {
    for (const ending of endings) {
      const path = join(folder, program + ending);
      try {
        accessSync(path, constants.X_OK);
        return path;
      } catch {
        // Not here.
      }
    }
  }
  return undefined;
}

function versionOf(path: string, args: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    const options = { timeout: versionMs, windowsHide: true, maxBuffer: 64 * 1024 };
    try {
      execFile(path, [...args], options, (error, stdout, stderr) => {
        const line = `${stdout}${stderr}`.split(/\r?\n/).find((text) => text.trim() !== '');
        resolve(error !== null || line === undefined ? undefined : plainText(line.trim(), 80));
      });
    } catch {
      resolve(undefined);
    }
  });
}

/** Looks for the programs that the suite can make use of. Those that do not print their version count as installed. */
export async function installedTools(): Promise<readonly FoundTool[]> {
  const found = await Promise.all(
    tools.map(async ({ name, programs, version, purpose }): Promise<FoundTool> => {
      const path = programs.map(findProgram).find((place) => place !== undefined);
      if (path === undefined) return { name, purpose };
      const printed = await versionOf(path, version);
      return { name, purpose, path, ...(printed === undefined ? {} : { version: printed }) };
    }),
  );
  const node: FoundTool = {
    name: 'Node',
    purpose: 'runs the suite',
    path: process.execPath,
    version: `${process.version}, OpenSSL ${process.versions.openssl}`,
  };
  return [node, ...found];
}

/** One line for each program; lines end in `\n`. */
export function printTools(found: readonly FoundTool[]): string {
  const width = Math.max(...found.map((tool) => tool.name.length));
  const line = (tool: FoundTool): string => {
    const state = tool.path === undefined ? 'missing' : 'present';
    const version = tool.version === undefined ? '' : `  [${tool.version}]`;
    return `${state}  ${tool.name.padEnd(width)}  ${tool.purpose}${version}\n`;
  };
  return found.map(line).join('');
}
