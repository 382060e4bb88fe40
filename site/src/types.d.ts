/// <reference types="@docusaurus/module-type-aliases" />
/// <reference types="@docusaurus/theme-classic" />

declare module '*/names.json' {
  const names: Readonly<Record<string, readonly string[]>>;
  export default names;
}

declare module '@easyops-cn/docusaurus-search-local/dist/client/client/theme/SearchBar' {
  const SearchBar: import('react').ComponentType<object>;
  export default SearchBar;
}

declare module 'plotly.js-cartesian-dist-min' {
  export { default } from 'plotly.js';
}
