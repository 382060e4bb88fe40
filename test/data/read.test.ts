import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readText } from '../../lib/data/read.js';

let folder: string;
let server: Server;
let address: string;
const bytes = new TextEncoder().encode('\uFEFFимя,а');

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'unrolled-read-'));
  writeFileSync(join(folder, 'names.csv'), bytes);
  server = createServer((request, response) => {
    response.statusCode = request.url === '/names.csv' ? 200 : 404;
    response.end(request.url === '/names.csv' ? bytes : 'no');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(async () => {
  rmSync(folder, { recursive: true });
  await new Promise((resolve) => server.close(resolve));
});

describe('readText', () => {
  it('reads paths, addresses, blobs and bytes, without the mark in front', async () => {
    const path = join(folder, 'names.csv');
    for (const source of [
      path,
      pathToFileURL(path),
      String(pathToFileURL(path)),
      new Blob([bytes]),
      bytes,
      `${address}/names.csv`,
      new URL('/names.csv', address),
    ]) {
      expect(await readText(source)).toBe('имя,а');
    }
  });

  it('reads other encodings when told', async () => {
    const old = Uint8Array.of(0xc0, 0xed, 0xed, 0xe0);
    expect(await readText(old, { encoding: 'windows-1251' })).toBe('Анна');
    await expect(readText(old)).rejects.toThrow(
      'source: expected text in utf-8 (set encoding if it has another, such as windows-1251), received bytes that are none',
    );
    await expect(readText(old, { encoding: 'klingon' })).rejects.toThrow(
      'encoding: expected the name of an encoding, received klingon',
    );
  });

  it('says which file is missing', async () => {
    const path = join(folder, 'nothing.csv');
    await expect(readText(path)).rejects.toThrow(
      `${path}: expected a file that can be read, received ENOENT`,
    );
    await expect(readText(`${address}/nothing.csv`)).rejects.toThrow(
      'expected an address with a file, received status 404',
    );
    await expect(readText('http://127.0.0.1:1/x.csv')).rejects.toThrow('expected an address that answers');
  });
});
