import { ValueError } from '../errors.js';

/**
 * The text of a file: a path in Node and Jupyter, an address everywhere (in a page relative to it), or a Blob, File or
 * bytes that one has already. Throws `ValueError` where there is no such file and where the bytes are not in the
 * encoding ('utf-8' by default; older Russian files are often in 'windows-1251').
 */
export async function readText(
  source: string | URL | Blob | Uint8Array,
  { encoding = 'utf-8' }: { encoding?: string } = {},
): Promise<string> {
  const bytes = await bytesOf(source);
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (error) {
    if (error instanceof RangeError) throw new ValueError('encoding', 'the name of an encoding', encoding);
    const expected = `text in ${encoding} (set encoding if it has another, such as windows-1251)`;
    throw new ValueError(nameOf(source), expected, 'bytes that are none');
  }
}

const nameOf = (source: string | URL | Blob | Uint8Array): string =>
  typeof source === 'string' || source instanceof URL ? String(source) : 'source';

async function bytesOf(source: string | URL | Blob | Uint8Array): Promise<Uint8Array> {
  if (source instanceof Uint8Array) return source;
  if (source instanceof Blob) return new Uint8Array(await source.arrayBuffer());
  const isAddress = source instanceof URL || /^(https?|blob|data|file):/.test(source);
  // Node's files without an import, which a page's bundler would stumble over
  const files = globalThis.process?.getBuiltinModule?.('node:fs')?.promises;
  if (files && (!isAddress || String(source).startsWith('file:'))) {
    return files.readFile(isAddress ? new URL(source) : source).catch((error: Error) => {
      throw new ValueError(String(source), 'a file that can be read', error.message);
    });
  }
  const answer = await fetch(source).catch((error: Error) => {
    throw new ValueError(String(source), 'an address that answers', error.message);
  });
  if (!answer.ok) throw new ValueError(String(source), 'an address with a file', `status ${answer.status}`);
  return new Uint8Array(await answer.arrayBuffer());
}
