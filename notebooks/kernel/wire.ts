import { createHmac, randomUUID, timingSafeEqual } from 'node:crypto';

/** What Jupyter writes into the connection file. */
export interface Connection {
  readonly transport: string;
  readonly ip: string;
  readonly key: string;
  readonly shell_port: number;
  readonly iopub_port: number;
  readonly stdin_port: number;
  readonly control_port: number;
  readonly hb_port: number;
}

export interface Header {
  readonly msg_id: string;
  readonly msg_type: string;
  readonly session: string;
  readonly username: string;
  readonly version: string;
  readonly date: string;
}

export type Content = Record<string, unknown>;

export interface Message {
  readonly identities: readonly Buffer[];
  readonly header: Header;
  readonly content: Content;
}

const delimiter = '<IDS|MSG>';

const sign = (key: string, parts: readonly (string | Buffer)[]): string => {
  if (key === '') return '';
  const hash = createHmac('sha256', key);
  for (const part of parts) hash.update(part);
  return hash.digest('hex');
};

/** Reads a message of the Jupyter wire protocol; undefined when it is not one, or not signed with our key. */
export function decode(key: string, frames: readonly Buffer[]): Message | undefined {
  const at = frames.findIndex((frame) => frame.toString() === delimiter);
  if (at < 0 || frames.length < at + 6) return undefined;
  const parts = frames.slice(at + 2, at + 6);
  const expected = Buffer.from(sign(key, parts));
  const signature = frames[at + 1]!;
  if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) return undefined;
  const [header, , , content] = parts.map((part) => JSON.parse(part.toString()));
  return { identities: frames.slice(0, at), header, content };
}

/** The frames of a message which answers, or belongs to, `parent`; its content comes as JSON text. */
export function encode(
  key: string,
  identities: readonly (string | Buffer)[],
  type: string,
  parent: Header,
  content: string,
): (string | Buffer)[] {
  const header: Header = {
    msg_id: randomUUID(),
    msg_type: type,
    session: parent.session,
    username: parent.username,
    version: '5.3',
    date: new Date().toISOString(),
  };
  const parts = [JSON.stringify(header), JSON.stringify(parent), '{}', content];
  return [...identities, delimiter, sign(key, parts), ...parts];
}
