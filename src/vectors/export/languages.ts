// All languages that vectors are exported to.
import { c } from './c/data.ts';
import { cpp } from './cpp/data.ts';
import { csharp } from './csharp/data.ts';
import type { Exporter } from './exporter.ts';
import { go } from './go/data.ts';
import { java } from './java/data.ts';
import { javascript } from './javascript/data.ts';
import { json } from './json/data.ts';
import { python } from './python/data.ts';
import { rust } from './rust/data.ts';

export const exporters: readonly Exporter[] = [c, cpp, python, rust, go, java, javascript, csharp, json];
