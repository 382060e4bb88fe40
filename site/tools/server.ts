import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import sirv from 'sirv';

export interface Serving {
  readonly address: string;
  close(): void;
}

/** Serves a built site under its base URL as a static host would; takes the next free port if the wanted one is taken. */
export async function serve(folder: string, baseUrl: string, port: number): Promise<Serving> {
  const files = sirv(folder, { etag: true, gzip: false });
  const server = createServer((request, response) => {
    const missing = () => {
      response.statusCode = 404;
      request.url = '/404.html';
      files(request, response, () => void response.end());
    };
    const url = request.url ?? '/';
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
