import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { englishHash, fileName, type Lang, pageFile } from '../../site/book';

/** A book of its own in a temporary folder, laid out as the real one. */
export class TemporaryBook {
  readonly root = mkdtempSync(join(tmpdir(), 'book-'));

  /** Writes a page; front matter that a page needs is added, a translation is fresh unless it says otherwise. */
  page(lang: Lang, name: string, body: string, frontMatter: Record<string, unknown> = {}): string {
    const file = pageFile(lang, name, this.root);
    const translates = lang === 'ru' ? { translates: this.hash(name) } : {};
    const all = {
      id: fileName(name),
      title: 'T',
      description: 'D',
      sidebar_position: 1,
      ...translates,
      ...frontMatter,
    };
    const lines = Object.entries(all).filter(([, value]) => value !== undefined);
    const yaml = lines.map(([key, value]) => `${key}: ${JSON.stringify(value)}`).join('\n');
    const text = `---\n${yaml}\n---\n\n${body}`;
    if (lang === 'en') this.english.set(name, text);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return file;
  }

  remove(): void {
    rmSync(this.root, { recursive: true });
  }

  private hash(name: string): string {
    const text = this.english.get(name);
    return text === undefined ? '000000000000' : englishHash(text);
  }

  private readonly english = new Map<string, string>();
}
