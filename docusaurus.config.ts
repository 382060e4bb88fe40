import type { Options as DocsOptions } from '@docusaurus/plugin-content-docs';
import type { Options as ClassicOptions } from '@docusaurus/theme-classic';
import type { UserThemeConfig as ThemeConfig } from '@docusaurus/theme-common';
import type { Config } from '@docusaurus/types';
import remarkMath from 'remark-math';
import { address } from './site/address';
import bundling from './site/plugins/bundling';
import { offline } from './site/plugins/offline';
import remarkBook from './site/plugins/remark-book';
import bookTheme from './site/plugins/theme';

const { url, baseUrl } = address;

const docs: DocsOptions = {
  path: 'site/docs',
  routeBasePath: '/',
  sidebarPath: './site/sidebars.ts',
  breadcrumbs: false,
  // the home is where the title leads
  sidebarItemsGenerator: async ({ defaultSidebarItemsGenerator, ...args }) =>
    (await defaultSidebarItemsGenerator(args)).filter((item) => item.type !== 'doc' || item.id !== 'index'),
  remarkPlugins: [remarkMath, remarkBook],
};

const classic: ClassicOptions = { customCss: './site/src/css/index.css' };

const themeConfig: ThemeConfig = {
  navbar: {
    title: 'Unrolled',
    logo: { alt: '', src: 'img/mark.svg' },
    hideOnScroll: false,
    items: [
      // made by TypeDoc beside the pages, once for both languages: no route of theirs
      {
        type: 'html',
        position: 'right',
        value: `<a class="navbar__link" href="${baseUrl}api/">API</a>`,
      },
      { type: 'search', position: 'right' },
      { type: 'localeDropdown', position: 'right' },
    ],
  },
  colorMode: { respectPrefersColorScheme: true, disableSwitch: false },
  docs: { sidebar: { hideable: false } },
  footer: {
    copyright:
      'Unrolled. Code: MIT. Text: <a href="https://creativecommons.org/licenses/by/4.0/">CC BY 4.0</a>.',
  },
  tableOfContents: { minHeadingLevel: 2, maxHeadingLevel: 3 },
} as ThemeConfig;

const config: Config = {
  title: 'Unrolled',
  tagline: 'An executable textbook of sequence models',
  url,
  baseUrl,
  favicon: 'img/mark.svg',
  trailingSlash: true,
  onBrokenLinks: 'throw',
  onBrokenAnchors: 'throw',
  onDuplicateRoutes: 'throw',
  markdown: { hooks: { onBrokenMarkdownLinks: 'throw', onBrokenMarkdownImages: 'throw' }, emoji: false },
  // a saved result of the bundler would outlive the notebooks and the equations that pages are made of
  future: {
    v4: true,
    faster: {
      rspackBundler: true,
      rspackPersistentCache: false,
      swcJsLoader: true,
      swcJsMinimizer: true,
      swcHtmlMinimizer: true,
      lightningCssMinimizer: true,
      mdxCrossCompilerCache: true,
      ssgWorkerThreads: false,
      gitEagerVcs: false,
    },
  },
  i18n: {
    defaultLocale: 'en',
    locales: ['en', 'ru'],
    path: 'site/i18n',
    localeConfigs: { en: { label: 'English' }, ru: { label: 'Русский' } },
  },
  staticDirectories: ['site/static'],
  plugins: [
    ['@docusaurus/plugin-content-docs', docs],
    ['@docusaurus/plugin-sitemap', {}],
    ['@docusaurus/plugin-pwa', offline],
    bundling,
  ],
  themes: [
    ['@docusaurus/theme-classic', classic],
    [
      '@easyops-cn/docusaurus-search-local',
      {
        language: ['en', 'ru'],
        docsDir: 'site/docs',
        docsRouteBasePath: '/',
        indexBlog: false,
        // by a query: the service worker knows the file's name before it is written
        hashed: true,
        // formulas, code to run and what programs print would be found by letters that nobody looks for
        ignoreCssSelectors: ['.katex', '.chapter-bar', '.cell', '.check', '.why', '.fold', '.listing'],
        highlightSearchTermsOnTargetPage: false,
        searchBarShortcutHint: false,
      },
    ],
    // the last theme wins
    bookTheme,
  ],
  themeConfig,
};

export default config;
