import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

/** Chromium is missing and may not be installed from here; the message is the command that installs it. */
export class ChromiumMissing extends Error {
  override readonly name = 'ChromiumMissing';
}

const places = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
];

const find = (): string | undefined => places.find((place) => place && existsSync(place));

/** The path of a Chromium; installs Debian's where that needs nobody's leave. Throws `ChromiumMissing`. */
export function ensureChromium(): string {
  const found = find() ?? install();
  if (!found) {
    throw new ChromiumMissing(
      'Browser tests need Chromium. Install it and try again:\n  sudo apt-get install chromium\n' +
        'or say where one is: CHROMIUM=/path/to/chromium',
    );
  }
  return found;
}

function install(): string | undefined {
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (!mayInstall) return undefined;
  console.log('Installing Chromium with apt-get');
  spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
  spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium'], { stdio: 'inherit' });
  return find();
}

/** A headless browser that asks nobody outside for anything. */
export const launch = (): Promise<Browser> =>
  chromium.launch({
    executablePath: ensureChromium(),
    headless: true,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
