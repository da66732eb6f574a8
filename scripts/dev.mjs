// `npm run dev -- ARGUMENTS`: the command line from the sources as they are now. Bundles lie in build/dev, since threads and
// child processes start from files.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bundleSuite } from './bundle.mjs';
import { install, root } from './steps.mjs';

install();
const folder = join(root, 'build', 'dev');
await bundleSuite(folder);
const cli = join(folder, 'cli.js');
process.argv = [process.execPath, cli, ...process.argv.slice(2)];
await import(pathToFileURL(cli).href);
