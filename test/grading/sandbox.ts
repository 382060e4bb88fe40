import { spawnSync } from 'node:child_process';

const there = (): boolean => spawnSync('bwrap', ['--version']).status === 0;

/** Installs bubblewrap with Debian's package manager where that needs nobody's leave; otherwise says how. */
export function ensureSandbox(): void {
  if (there()) return;
  const mayInstall = process.getuid?.() === 0 && spawnSync('apt-get', ['--version']).status === 0;
  if (mayInstall) {
    console.log('Installing bubblewrap with apt-get');
    spawnSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    spawnSync('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'bubblewrap'], {
      stdio: 'inherit',
    });
  }
  if (!there())
    throw new Error(
      'Tests of grading need bubblewrap. Install it and try again:\n  sudo apt-get install bubblewrap',
    );
}
