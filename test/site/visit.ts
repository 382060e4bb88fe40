import type { BrowserContext, Locator, Page } from 'playwright-core';

/** A reader's visit: a page, and whatever went wrong on it. */
export class Visit {
  readonly complaints: string[] = [];

  constructor(
    readonly context: BrowserContext,
    readonly page: Page,
    private readonly address: string,
  ) {
    const { origin } = new URL(address);
    context.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(origin) && !/^(data|blob):/.test(url))
        this.complaints.push(`asks another host: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) this.complaints.push(`${response.status()}: ${response.url()}`);
    });
    page.on('pageerror', (error) => this.complaints.push(`throws: ${error.message}`));
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) this.complaints.push(`console: ${message.text()}`);
    });
  }

  async open(path: string): Promise<void> {
    await this.page.goto(this.address + path, { waitUntil: 'load' });
    // Docusaurus says when the page is alive
    await this.page.locator('html[data-has-hydrated="true"]').waitFor({ state: 'attached' });
  }

  /** A cell by its id, or by its place from 0. */
  cell(which: string | number): PageCell {
    const cells = this.page.locator('[data-cell]');
    return new PageCell(
      this.page,
      typeof which === 'number' ? cells.nth(which) : this.page.locator(`[data-cell="${which}"]`),
    );
  }
}

export type Ended = 'done' | 'failed' | 'stopped';

export class PageCell {
  constructor(
    private readonly page: Page,
    readonly element: Locator,
  ) {}

  /** Replaces the cell's code, as a reader would: click, select all, type. */
  async write(code: string): Promise<void> {
    await this.edit();
    await this.page.keyboard.press('ControlOrMeta+A');
    await this.page.keyboard.insertText(code);
  }

  /** Clicks into the code; the editor comes and has the focus. */
  async edit(): Promise<void> {
    await this.element.locator('.cell-code').click();
    await this.element.locator('.cm-content:focus').waitFor();
  }

  get code(): Promise<string> {
    const lines = this.element.locator('.cm-line');
    return lines.allTextContents().then((all) => all.join('\n'));
  }

  button(name: string | RegExp): Locator {
    return this.element.getByRole('button', { name, exact: true });
  }

  get runButton(): Locator {
    return this.button(/^(Run|Выполнить)$/);
  }

  get stopButton(): Locator {
    return this.button(/^(Stop|Остановить)$/);
  }

  /** Presses Run and waits for the end. */
  async run(timeout = 30_000): Promise<Ended> {
    await this.runButton.click();
    return this.ended(timeout);
  }

  async ended(timeout = 30_000): Promise<Ended> {
    const statuses = ['done', 'failed', 'stopped'] as const;
    const any = this.page.locator(statuses.map((status) => `[data-status="${status}"]`).join());
    // a cell in a solution that is not unfolded is not visible
    await this.element.and(any).waitFor({ timeout, state: 'attached' });
    return (await this.element.getAttribute('data-status')) as Ended;
  }

  /** Waits until it runs. */
  async running(): Promise<void> {
    await this.element.and(this.page.locator('[data-status="running"]')).waitFor({ state: 'attached' });
  }

  /** What stands below the cell: one text for each output. */
  get outputs(): Promise<string[]> {
    return this.element.locator('.output').allTextContents();
  }

  get status(): Promise<string> {
    return this.element.locator('.cell-status').innerText();
  }
}
