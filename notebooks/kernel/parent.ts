/**
 * Calls `gone` when the process that started us is no more: killed, it could not ask us to leave.
 * Jupyter says who that is in JPY_PARENT_PID; without it nobody is waited for.
 */
export function watchParent(gone: () => void): void {
  const parent = Number(process.env.JPY_PARENT_PID);
  if (!parent) return;
  const adopted = process.ppid;
  setInterval(() => {
    // an orphan gets another parent, except on Windows, where the number stays and the process is missing
    if (process.ppid !== adopted || !exists(parent)) gone();
  }, 1000).unref();
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
