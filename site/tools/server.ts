import { existsSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import sirv from 'sirv';

export interface Serving {
  readonly address: string;
  close(): void;
}

/** Serves a built site under its base URL as a static host would; takes the next free port if the wanted one is taken. */
export async function serve(folder: string, baseUrl: string, port: number): Promise<Serving> {
  const files = sirv(folder, { etag: true });
  const server = createServer((request, response) => {
    const url = request.url ?? '/';
    const missing = () => {
      response.writeHead(404, { 'content-type': 'text/html; charset=utf-8' });
      response.end(notFound(folder, url.slice(baseUrl.length)));
    };
    if (url.startsWith(baseUrl)) {
      request.url = url.slice(baseUrl.length - 1);
      files(request, response, missing);
    } else if (`${url}/` === baseUrl || url === '/') {
      response.writeHead(302, { location: baseUrl }).end();
    } else missing();
  });
  const taken = await listen(server, port);
  return { address: `http://localhost:${taken}${baseUrl}`, close: () => server.close() };
}

/** The page that says so, in the language of the path. */
function notFound(folder: string, path: string): Buffer {
  const [language] = path.split('/');
  const own = join(folder, 'ru', '404.html');
  return readFileSync(language === 'ru' && existsSync(own) ? own : join(folder, '404.html'));
}

async function listen(server: Server, from: number): Promise<number> {
  for (let port = from; ; port++) {
    const free = await new Promise<boolean>((resolve, reject) => {
      server.once('error', (error: NodeJS.ErrnoException) => {
        if (error.code === 'EADDRINUSE' && port < 65535) resolve(false);
        else reject(error);
      });
      server.listen(port, () => resolve(true));
    });
    server.removeAllListeners('error');
    if (free) return (server.address() as AddressInfo).port;
  }
}
